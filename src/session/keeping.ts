import { catchError, defaultIfEmpty, defer, EMPTY, map, of, share, take, tap, throwError, timeout, type Observable } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { handOver } from '../flow/handOver.js';
import { notice, redact } from '../trace.js';
import { checkpointIn, keptText } from './kept.js';
import type { Keeper, Keeping } from './keeper.js';

/** Where a text is kept: each is done once a subscription. */
export interface Shelf {
  readonly load$: Observable<unknown>;
  readonly save: (text: string) => Observable<unknown>;
  readonly remove$: Observable<unknown>;
}

/** What is kept besides the conversation. */
export interface What {
  readonly withToken: boolean;
  readonly withWatermark: boolean;
}

/** How long a shelf may take to say what is on it. */
export const LOAD_MS = 5_000;

/**
 * Keeps a client's checkpoint on a shelf: looked at before the first call, written after each delivery or commit, one write
 * at a time and then the newest, cleared when the conversation is over. What goes wrong is a notice, and the client goes on.
 */
export const keeping = (shelf: Shelf, { withToken, withWatermark }: What): Keeper['keep'] => ({ store, over$, trace, ...owner }: Keeping) => {
  // Mutable: whether it was looked at; what is on it, `null` where nobody knows; whether it is written to.
  let looked = false;
  let onIt: string | undefined | null;
  let busy = false;
  let failing = false;
  let over = false;

  const failure = (error: unknown): DirectLineCallbackError => {
    // A storage's own error may quote what it was given.
    const words = redact(error instanceof Error ? error.message : String(error), [store.grant?.token ?? '']);
    return new DirectLineCallbackError('storage', { cause: new Error(words) });
  };
  const failed = (what: string, error: unknown): void => trace(notice('storageFailed', `the checkpoint could not be ${what}`, failure(error)));

  /** What is to be on it; of no conversation, what is there. */
  const wanted = (): string | undefined | null => {
    if (over) return undefined;
    const checkpoint = store.checkpoint(withToken);
    if (!checkpoint) return onIt;
    const { watermark, ...rest } = checkpoint;
    return keptText({ ...rest, ...(withWatermark && watermark !== undefined && { watermark }) }, owner);
  };

  const save = (): void => {
    const text = looked && !busy ? wanted() : onIt;
    if (text === onIt || text === null) return;
    busy = true;
    (text === undefined ? shelf.remove$ : shelf.save(text)).subscribe({
      error: (error: unknown) => {
        if (!failing) failed('saved', error);
        failing = true;
        busy = false;
        onIt = null;
        // The same again would fail again; what is new by now is tried.
        if (wanted() !== text) save();
      },
      complete: () => {
        failing = false;
        busy = false;
        onIt = text;
        save();
      },
    });
  };

  const goOnWith = (text: unknown): void => {
    if (text === null || text === undefined || store.known) return;
    const checkpoint = checkpointIn(text, owner);
    if (typeof checkpoint === 'string') {
      trace(notice('notResumed', `what the storage has cannot be gone on with: ${checkpoint}`));
      return;
    }
    onIt = String(text);
    store.resume(checkpoint);
  };

  const late = (): Observable<never> => throwError(() => new Error(`no answer within ${LOAD_MS} ms`));
  const looked$ = defer(() => (store.known ? EMPTY : shelf.load$)).pipe(
    timeout({ first: LOAD_MS, with: late }),
    take(1),
    tap(goOnWith),
    catchError((error: unknown) => {
      failed('loaded', error);
      return of(undefined);
    }),
    defaultIfEmpty(undefined),
    map(() => {
      looked = true;
      save();
    }),
    share(),
  );

  store.changed$.subscribe(save);
  over$.subscribe(() => {
    over = true;
    save();
  });
  return source$ => defer(() => (looked ? source$ : looked$.pipe(handOver(() => source$))));
};
