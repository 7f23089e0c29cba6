import { catchError, defaultIfEmpty, defer, EMPTY, map, of, share, take, tap, throwError, timeout, type Observable } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { handOver } from '../flow/handOver.js';
import { reasonOf } from '../redact.js';
import { notice } from '../trace.js';
import { checkpointIn, keptText } from './kept.js';
import type { Keeper, Keeping } from './keeper.js';
import { writing, type OnIt, type Shelf } from './writing.js';

/** What is kept besides the conversation. */
export interface What {
  readonly withToken: boolean;
  readonly withWatermark: boolean;
}

/** How long a shelf may take to say what is on it. */
const LOAD_MS = 5_000;

/**
 * Keeps a client's checkpoint on a shelf: looked at before the first call, written after each delivery or commit, cleared
 * when the conversation is over. What goes wrong is a notice, and the client goes on.
 */
export const keeping = (shelf: Shelf, { withToken, withWatermark }: What): Keeper['keep'] => ({ store, over$, trace, ...owner }: Keeping) => {
  // Mutable: whether it was looked at, before which nothing is written; and whether nobody can go on any more.
  let looked = false;
  let over = false;

  const failed = (what: string) => (error: unknown): void => {
    // A storage's own error may quote what it was given.
    const cause = new Error(reasonOf(error, [store.grant?.token ?? '']));
    const failure = new DirectLineCallbackError('storage', { cause });
    trace(notice('storageFailed', `the checkpoint could not be ${what}`, failure));
  };

  const wanted = (onIt: OnIt): OnIt => {
    if (over) return undefined;
    const checkpoint = store.checkpoint(withToken);
    if (!looked || !checkpoint) return onIt;
    const { watermark, ...rest } = checkpoint;
    return keptText({ ...rest, ...(withWatermark && watermark !== undefined && { watermark }) }, owner);
  };
  const { has, write } = writing(shelf, wanted, failed('saved'));

  const goOnWith = (text: unknown): void => {
    if (text === null || text === undefined || store.known) return;
    const checkpoint = checkpointIn(text, owner);
    if (typeof checkpoint === 'string') return trace(notice('notResumed', `what the storage has cannot be gone on with: ${checkpoint}`));
    has(String(text));
    store.resume(checkpoint);
  };

  const late = (): Observable<never> => throwError(() => new Error(`no answer within ${LOAD_MS} ms`));
  const looked$ = defer(() => (store.known ? EMPTY : shelf.load$)).pipe(
    timeout({ first: LOAD_MS, with: late }),
    take(1),
    tap(goOnWith),
    catchError((error: unknown) => {
      failed('loaded')(error);
      return of(undefined);
    }),
    defaultIfEmpty(undefined),
    map(() => {
      looked = true;
      write();
    }),
    share(),
  );

  store.changed$.subscribe(write);
  over$.subscribe(() => {
    over = true;
    write();
  });
  return source$ => defer(() => (looked ? source$ : looked$.pipe(handOver(() => source$))));
};
