import type { Observable } from 'rxjs';
import { isSameConversation, type SavedConversation } from './savedConversation.js';

/** What a storage contains: `undefined` is nothing, `unknown` stands for the time after a failed write. */
export type Contents = SavedConversation | undefined | 'unknown';

export interface WriteQueue {
  /** Notes that the storage contains this already. */
  readonly note: (saved: SavedConversation) => void;
  /** Writes what is wanted now, or after the write in progress, unless the storage contains it. */
  readonly write: () => void;
}

/**
 * Writes to a storage, one write at a time and then the newest. `wanted` is called with what the storage contains and returns what
 * it should contain; `put` writes that, once per subscription. `failed` is called with the first of consecutive errors.
 */
export const createWriteQueue = (
  wanted: (contents: Contents) => Contents,
  put: (saved: SavedConversation | undefined) => Observable<unknown>,
  failed: (error: unknown) => void,
): WriteQueue => {
  // Mutable: what the storage contains, whether a write is in progress, and whether the last one failed.
  let contents: Contents;
  let isWriting = false;
  let hasFailed = false;

  const write = (): void => {
    if (isWriting) return;
    const next = wanted(contents);
    if (next === 'unknown' || isSame(next, contents)) return;
    isWriting = true;
    put(next).subscribe({
      error: (error: unknown) => {
        if (!hasFailed) failed(error);
        hasFailed = true;
        isWriting = false;
        contents = 'unknown';
        // The same write would fail again. A newer one is tried.
        if (!isSame(wanted(contents), next)) write();
      },
      complete: () => {
        hasFailed = false;
        isWriting = false;
        contents = next;
        write();
      },
    });
  };
  return { note: saved => (contents = saved), write };
};

const isSame = (one: Contents, other: Contents): boolean =>
  one === other || (typeof one === 'object' && typeof other === 'object' && isSameConversation(one, other));
