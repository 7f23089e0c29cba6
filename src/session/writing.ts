import type { Observable } from 'rxjs';

/** Where a text is kept: each is done once a subscription. */
export interface Shelf {
  readonly load$: Observable<unknown>;
  readonly save: (text: string) => Observable<unknown>;
  readonly remove$: Observable<unknown>;
}

/** `undefined` is nothing, `null` what nobody knows. */
export type OnIt = string | undefined | null;

export interface Writing {
  /** This is on the shelf already. */
  readonly has: (text: string) => void;
  /** Writes what is wanted now, or after the write that is on its way, if it is not there. */
  readonly write: () => void;
}

/** Writes to a shelf, one write at a time and then the newest. `failed` is told the first failure in a row. */
export const writing = (shelf: Shelf, wanted: (onIt: OnIt) => OnIt, failed: (error: unknown) => void): Writing => {
  // Mutable: what is on it, whether it is being written to, and whether that failed.
  let onIt: OnIt;
  let busy = false;
  let failing = false;

  const write = (): void => {
    if (busy) return;
    const text = wanted(onIt);
    if (text === onIt || text === null) return;
    busy = true;
    (text === undefined ? shelf.remove$ : shelf.save(text)).subscribe({
      error: (error: unknown) => {
        if (!failing) failed(error);
        failing = true;
        busy = false;
        onIt = null;
        // The same again would fail again; what is new by now is tried.
        if (wanted(onIt) !== text) write();
      },
      complete: () => {
        failing = false;
        busy = false;
        onIt = text;
        write();
      },
    });
  };
  return { has: text => (onIt = text), write };
};
