import { catchError, defaultIfEmpty, defer, identity, map, of, share, take, tap, throwError, timeout, type Observable } from 'rxjs';
import { DirectLineCallbackError, DirectLineOptionError } from '../errors.js';
import { answerOf } from '../flow/answerOf.js';
import { handOver } from '../flow/handOver.js';
import { reasonOf } from '../redact.js';
import { notice, type Trace } from '../trace.js';
import type { ConversationStorage } from './conversationStorage.js';
import { claimDefaultKey, type KeyUser } from './defaultKey.js';
import { readSavedConversation, savedConversation, type Owner } from './savedConversation.js';
import type { Store } from './store.js';
import { createWriteQueue, type Contents } from './writeQueue.js';

export interface Resuming extends Owner {
  /** Without a storage nothing is loaded or saved. */
  readonly storage: ConversationStorage | undefined;
  readonly store: Store;
  /** Emits when the client has ended, and why. */
  readonly ended$: Observable<{ readonly reason: 'end' | 'endOfConversation' | 'gone' }>;
  readonly trace: Trace;
}

/** How long a storage may take to answer `load()`. */
const LOAD_TIMEOUT_MS = 5_000;

/**
 * Makes the operator that delays its source until the storage was loaded, once a client, and the store has resumed what was in it.
 * From then on the storage is written after each delivery or commit, and cleared when the conversation is over. An error of the
 * storage is a notice, and the client goes on; only a default key that another client uses is an error of the operator.
 */
export const resumeFromStorage = ({ storage, store, ended$, trace, ...owner }: Resuming): (<T>(source$: Observable<T>) => Observable<T>) => {
  if (!storage) return identity;
  const { withToken = false, withWatermark = true } = storage;
  const fields = { withToken, withWatermark };
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

  const claim = (): void => {
    if (!claimDefaultKey(storage, client))
      throw new DirectLineOptionError('storedIn, key', 'the default key, which another client uses', 'a key of its own');
  };

  const wanted = (contents: Contents): Contents => {
    if (isOver) return undefined;
    const checkpoint = store.checkpoint(withToken);
    return isLoaded && checkpoint ? savedConversation(checkpoint, owner, fields) : contents;
  };
  const queue = createWriteQueue(
    wanted,
    saved => answerOf(() => (claim(), saved ? storage.save(saved) : storage.clear())),
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
    claim();
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
