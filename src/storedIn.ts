import type { Observable } from 'rxjs';
import { DirectLineOptionError } from './errors.js';
import { kindOf } from './options.js';
import { isRecord } from './protocol/record.js';
import type { ConversationStorage } from './session/conversationStorage.js';
import { noteDefaultKey } from './session/defaultKey.js';

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
  const { key, withToken, withWatermark } = checked(options);
  const place = (): StorageLike => (typeof storage === 'function' ? storage() : storage);
  const stored: ConversationStorage = {
    load: () => place().getItem(key),
    save: saved => place().setItem(key, JSON.stringify(saved)),
    clear: () => place().removeItem(key),
    withToken,
    withWatermark,
  };
  if (options.key === undefined) noteDefaultKey(stored, place);
  return stored;
};

const isStorage = (value: unknown): boolean => isRecord(value) && ['getItem', 'setItem', 'removeItem'].every(name => typeof value[name] === 'function');

const checked = (options: StoredInOptions): { readonly key: string; readonly withToken: boolean; readonly withWatermark: boolean } => {
  const { key = 'rx-directline', withToken = false, withWatermark = true, ...others } = options;
  const wrong = (name: string, value: unknown, takes: string): Error => new DirectLineOptionError(`storedIn, ${name}`, kindOf(name, value), takes);
  if (typeof key !== 'string' || key === '') throw wrong('key', key, 'a string that is not empty');
  for (const [name, value] of Object.entries({ withToken, withWatermark })) if (typeof value !== 'boolean') throw wrong(name, value, 'true or false');
  for (const name of Object.keys(others))
    throw new DirectLineOptionError(`storedIn, ${name}`, 'an option of that name', 'key, withToken, withWatermark');
  return { key, withToken, withWatermark };
};
