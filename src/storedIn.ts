import type { Observable } from 'rxjs';
import { checkFields } from './conversationStorage.js';
import { DirectLineOptionError } from './errors.js';
import { kindOf } from './options.js';
import { isRecord } from './protocol/record.js';
import { claimDefaultKey } from './session/defaultKey.js';
import type { ConversationStorage } from './session/resumableClient.js';
import { resumeFromStorage, type StorageCalls } from './session/resumeFromStorage.js';

/** What `getItem` returns; `null` or `undefined` if there is nothing under the key. */
export type StoredText = string | null | undefined;

/** The methods of a `Storage` that `storedIn` calls. `localStorage` has them, and so has React Native's `AsyncStorage`. */
export interface StorageLike {
  getItem(key: string): StoredText | PromiseLike<StoredText> | Observable<StoredText>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

export interface StoredInOptions {
  /** The key of the conversation in the storage. Default `rx-directline`, which one client of a page can use at a time. */
  readonly key?: string | undefined;
  /**
   * Whether the token is saved and read. Default `false`: a page that can read the storage can speak as its user. Use `true` if the
   * app cannot get another token for this conversation.
   */
  readonly withToken?: boolean | undefined;
  /** Whether the watermark is saved and read. Default `true`. With `false` a page receives the whole conversation again. */
  readonly withWatermark?: boolean | undefined;
}

/**
 * Keeps a conversation as JSON text in a storage, for the option `resume`. The storage may be synchronous or asynchronous. Give it
 * as a function if the access itself may throw, as that to `localStorage` does where cookies are blocked.
 *
 * Two clients must not share a key. With keys of your own this is up to you. The default key is checked: if another client of this
 * page uses it in the same storage object and has not ended, a client fails with a `DirectLineOptionError` that names `storedIn, key`.
 * A client uses the key from its first `getItem` on, not from its construction, and until it has ended: `end()` releases the key. The
 * check compares storage objects, for a function those that it returns, so it does not see other pages or two wrappers of one storage.
 *
 * Throws `DirectLineOptionError` if an argument is wrong. Later errors of the storage are notices, and the client goes on.
 *
 * @example
 * const directLine = createDirectLine({ token, user: 'ann', resume: storedIn(() => sessionStorage, { key: 'chat', withWatermark: false }) });
 */
export const storedIn = (storage: StorageLike | (() => StorageLike), options: StoredInOptions = {}): ConversationStorage => {
  if (typeof storage !== 'function' && !isStorage(storage))
    throw new DirectLineOptionError('storedIn', kindOf('storedIn', storage), 'a storage with getItem, setItem and removeItem, or a function that returns one');
  const { key = 'rx-directline', ...others } = options;
  if (typeof key !== 'string' || key === '') throw new DirectLineOptionError('storedIn, key', kindOf('key', key), 'a string that is not empty');
  const fields = checkFields('storedIn', 'key', others);
  const place = (): StorageLike => (typeof storage === 'function' ? storage() : storage);
  const calls: StorageCalls = {
    load: () => place().getItem(key),
    save: saved => place().setItem(key, JSON.stringify(saved)),
    clear: () => place().removeItem(key),
  };
  const isDefault = options.key === undefined;
  return { resumeClient: client => resumeFromStorage(calls, fields, client, isDefault ? user => claimDefaultKey(place, user) : undefined) };
};

const isStorage = (value: unknown): boolean => isRecord(value) && ['getItem', 'setItem', 'removeItem'].every(name => typeof value[name] === 'function');
