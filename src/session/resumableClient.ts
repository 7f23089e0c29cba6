import type { Observable } from 'rxjs';
import { isRecord } from '../protocol/record.js';
import type { Token } from '../protocol/token.js';
import type { Trace } from '../trace.js';
import type { Checkpoint } from './checkpoint.js';
import type { Owner } from './savedConversation.js';

/** The parts of a client that a storage reads and changes. An interface, because the ESM and the CommonJS copy of a class are two types. */
export interface ResumableClient extends Owner {
  readonly store: {
    readonly token: Pick<Token, 'value'> | undefined;
    /** Emits when the checkpoint may have changed. */
    readonly changed$: Observable<void>;
    checkpoint(withToken: boolean): Checkpoint | undefined;
    resume(checkpoint: Checkpoint): void;
  };
  /** Emits when the client has ended, and why. */
  readonly ended$: Observable<{ readonly reason: 'end' | 'endOfConversation' | 'gone' }>;
  readonly trace: Trace;
}

/**
 * Where a client keeps its checkpoint, for the option `resume`. `storedIn(…)` makes one of a `Storage` of the platform, and
 * `conversationStorage(…)` one of three functions of your own. It contains the code that loads and saves, so a page that uses no
 * storage does not load that code.
 *
 * @example
 * const resume: ConversationStorage | undefined = isPrivate ? undefined : storedIn(() => localStorage);
 */
export interface ConversationStorage {
  /** Called once by each client that is made with this storage. The returned operator delays its source until the storage was loaded. */
  resumeClient(client: ResumableClient): <T>(source$: Observable<T>) => Observable<T>;
}

/** Whether a value is a storage rather than a checkpoint. The ESM copy of this package recognizes a storage of the CommonJS copy too. */
export const isConversationStorage = (value: unknown): value is ConversationStorage =>
  isRecord(value) && typeof value['resumeClient'] === 'function';
