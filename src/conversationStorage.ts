import type { Observable } from 'rxjs';
import { DirectLineOptionError } from './errors.js';
import { kindOf } from './options.js';
import { isRecord } from './protocol/record.js';
import type { ConversationStorage } from './session/resumableClient.js';
import { resumeFromStorage } from './session/resumeFromStorage.js';
import type { FieldOptions, Fields, SavedConversation } from './session/savedConversation.js';

/** The return value of `load()`: the saved conversation, as an object or as its JSON text; `undefined` or `null` if nothing was saved. */
export type StoredAnswer =
  | SavedConversation | string | null | undefined
  | PromiseLike<SavedConversation | string | null | undefined>
  | Observable<SavedConversation | string | null | undefined>;

/** What `conversationStorage` takes: three functions of an app, and which optional fields are saved. */
export interface ConversationStorageOptions {
  /** Returns what was saved last. The client checks each field, and starts a new conversation if one is malformed or not its own. */
  load(): StoredAnswer;
  /** Saves plain JSON, after each delivery or commit. Save all fields: the client does not resume what lacks its `baseUrl` or `userId`. */
  save(saved: SavedConversation): unknown;
  /** Removes what was saved: the bot ended the conversation, or the service no longer knows it. */
  clear(): unknown;
  /** Whether the client saves the token, and reads it. Default `false`. */
  readonly withToken?: boolean | undefined;
  /** Whether the client saves the watermark, and reads it. Default `true`; with `false` it receives the whole conversation again. */
  readonly withWatermark?: boolean | undefined;
}

/**
 * Makes a storage for the option `resume` of three functions of your own. Each may answer at once, with a promise, or with an
 * observable that completes. Nothing is called before somebody subscribes to the client. The client calls `load` before its first
 * request and waits at most 5 s for the answer. It calls `save` and `clear` one at a time. If one of the three throws or rejects, or
 * if `load` does not answer, the client emits the notice `storageFailed` in `trace$` and goes on.
 *
 * Throws `DirectLineOptionError` if an argument is wrong.
 *
 * @example
 * const resume = conversationStorage({
 *   load: () => fetch('/api/chat').then((answer) => answer.json()),
 *   save: (saved) => fetch('/api/chat', { method: 'PUT', body: JSON.stringify(saved) }),
 *   clear: () => fetch('/api/chat', { method: 'DELETE' }),
 * });
 */
export const conversationStorage = (options: ConversationStorageOptions): ConversationStorage => {
  if (!isRecord(options))
    throw new DirectLineOptionError('conversationStorage', kindOf('conversationStorage', options), '{ load, save, clear, withToken?, withWatermark? }');
  const { load, save, clear, ...others } = options;
  for (const [name, value] of Object.entries({ load, save, clear }))
    if (typeof value !== 'function') throw new DirectLineOptionError(`conversationStorage, ${name}`, kindOf(name, value), 'a function');
  const fields = checkFields('conversationStorage', 'load, save, clear', others);
  // The functions are called as methods, because they may be those of a class.
  return { resumeClient: client => resumeFromStorage(options, fields, client) };
};

/** Fills in the defaults of the fields. Throws `DirectLineOptionError` if one is wrong, or unknown to the function `call`, which takes `names` besides. */
export const checkFields = (call: string, names: string, { withToken = false, withWatermark = true, ...unknown }: FieldOptions): Fields => {
  for (const [name, value] of Object.entries({ withToken, withWatermark }))
    if (typeof value !== 'boolean') throw new DirectLineOptionError(`${call}, ${name}`, kindOf(name, value), 'true or false');
  for (const name of Object.keys(unknown))
    throw new DirectLineOptionError(`${call}, ${name}`, 'an option of that name', `${names}, withToken, withWatermark`);
  return { withToken, withWatermark };
};
