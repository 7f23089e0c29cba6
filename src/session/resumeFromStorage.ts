import { catchError, defaultIfEmpty, defer, map, of, share, take, tap, throwError, timeout, type Observable } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { answerOf } from '../flow/answerOf.js';
import { handOver } from '../flow/handOver.js';
import { reasonOf } from '../redact.js';
import { notice } from '../trace.js';
import type { KeyUser } from './defaultKey.js';
import type { ResumableClient } from './resumableClient.js';
import { readSavedConversation, savedConversation, type Fields, type SavedConversation } from './savedConversation.js';
import { createWriteQueue, type Contents } from './writeQueue.js';

/** How a storage is read and written. Each function may answer at once, with a promise or with an observable. */
export interface StorageCalls {
  load(): unknown;
  save(saved: SavedConversation): unknown;
  clear(): unknown;
}

/** How long a storage may take to answer `load()`. */
const LOAD_TIMEOUT_MS = 5_000;

const anyClient = (): void => undefined;

/**
 * Makes the operator that delays its source until the storage was loaded, once a client, and the store has resumed what was in it.
 * From then on the storage is written after each delivery or commit, and cleared when the conversation is over. An error of the
 * storage is a notice, and the client goes on. `claim` is called before the storage is loaded or written, and throws if this client
 * must not use it: before the load that is an error of the operator.
 */
export const resumeFromStorage = (
  storage: StorageCalls,
  fields: Fields,
  { store, ended$, trace, ...owner }: ResumableClient,
  claim: (client: KeyUser) => void = anyClient,
): (<T>(source$: Observable<T>) => Observable<T>) => {
  const client: KeyUser = { hasEnded: false };
  // Mutable: nothing is written before the storage was loaded, and nobody resumes a conversation that is over.
  let isLoaded = false;
  let isOver = false;

  const report = (verb: string) => (error: unknown): void => {
    // The error of a storage may quote the saved value.
    const words = reasonOf(error, [store.token?.value ?? '']);
    const failure = new DirectLineCallbackError('storage', { cause: new Error(words) });
    trace(notice('storageFailed', `the checkpoint could not be ${verb}`, failure));
  };

  const wanted = (contents: Contents): Contents => {
    if (isOver) return undefined;
    const checkpoint = store.checkpoint(fields.withToken);
    return isLoaded && checkpoint ? savedConversation(checkpoint, owner, fields) : contents;
  };
  const queue = createWriteQueue(
    wanted,
    saved => answerOf(() => (claim(client), saved ? storage.save(saved) : storage.clear())),
    report('saved'),
  );

  const resume = (loaded: unknown): void => {
    if (loaded === null || loaded === undefined) return;
    const saved = readSavedConversation(loaded, owner);
    if (typeof saved === 'string') return trace(notice('notResumed', `the client does not resume what is in the storage: ${saved}`));
    queue.note(saved);
    // What the storage was not asked to keep is not read: somebody else may have put a token there.
    store.resume(savedConversation(saved, {}, fields));
  };

  const late = (): Observable<never> => throwError(() => new Error(`no answer within ${LOAD_TIMEOUT_MS} ms`));
  const loaded$ = answerOf<unknown>(() => storage.load()).pipe(
    timeout({ first: LOAD_TIMEOUT_MS, with: late }),
    take(1),
    tap(resume),
    catchError((error: unknown) => {
      report('loaded')(error);
      return of(undefined);
    }),
    defaultIfEmpty(undefined),
    map(() => {
      isLoaded = true;
      queue.write();
    }),
  );
  const claimed$ = defer(() => {
    claim(client);
    return loaded$;
  }).pipe(share());

  store.changed$.subscribe(queue.write);
  ended$.subscribe(({ reason }) => {
    client.hasEnded = true;
    isOver = reason !== 'end';
    queue.write();
  });
  return source$ => defer(() => (isLoaded ? source$ : claimed$.pipe(handOver(() => source$))));
};
