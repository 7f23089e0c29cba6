import type { Observable } from 'rxjs';
import { isRecord } from '../protocol/record.js';
import type { SavedConversation } from './savedConversation.js';

/** The return value of `load()`: the saved conversation, as an object or as its JSON text; `undefined` or `null` if nothing was saved. */
export type StoredAnswer =
  | SavedConversation | string | null | undefined
  | PromiseLike<SavedConversation | string | null | undefined>
  | Observable<SavedConversation | string | null | undefined>;

/**
 * Where a client keeps its checkpoint: three functions of your own, or `storedIn(…)`. Each may answer at once, with a promise, or
 * with an observable that completes. Nothing is called before somebody subscribes to the client. The client calls `load` before its
 * first request and waits at most 5 s for the answer. It calls `save` and `clear` one at a time. If one of the three throws or
 * rejects, or if `load` does not answer, the client emits the notice `storageFailed` in `trace$` and goes on.
 *
 * @example
 * const storage: ConversationStorage = {
 *   load: () => fetch('/api/chat').then((answer) => answer.json()),
 *   save: (saved) => fetch('/api/chat', { method: 'PUT', body: JSON.stringify(saved) }),
 *   clear: () => fetch('/api/chat', { method: 'DELETE' }),
 * };
 */
export interface ConversationStorage {
  /** Returns what was saved last. The client checks each field, and starts a new conversation if one is malformed or not its own. */
  load(): StoredAnswer;
  /** Saves plain JSON, after each delivery or commit. Save all fields: the client does not resume what lacks its `baseUrl` or `userId`. */
  save(saved: SavedConversation): unknown;
  /** Removes what was saved: the bot ended the conversation, or the service no longer knows it. */
  clear(): unknown;
  /** Whether the client saves the token, and reads it. Default `false`. */
  readonly withToken?: boolean;
  /** Whether the client saves the watermark, and reads it. Default `true`; with `false` it receives the whole conversation again. */
  readonly withWatermark?: boolean;
}

/** Whether a value is a storage rather than a checkpoint. */
export const isConversationStorage = (value: unknown): value is ConversationStorage =>
  isRecord(value) &&
  ['load', 'save', 'clear'].every(name => typeof value[name] === 'function') &&
  ['withToken', 'withWatermark'].every(name => ['undefined', 'boolean'].includes(typeof value[name]));
