import { DirectLineOptionError } from './errors.js';
import { kindOf } from './options.js';
import type { Keeper } from './session/keeper.js';
import { keeping } from './session/keeping.js';
import { answerOf, type StorageLike } from './transport/storage.js';

export interface StoredInOptions {
  /** Under which name; one a conversation. Default `rx-directline`. */
  readonly key?: string;
  /** With the token, for who has no other way to one for this conversation; who can read the storage then speaks as its user. Default `false`. */
  readonly withToken?: boolean;
  /** Without the watermark a page that keeps no messages gets the whole conversation again. Default `true`. */
  readonly withWatermark?: boolean;
}

/**
 * What the option `storage` takes: keeps the client's checkpoint in a storage, synchronous or with promises, and goes on with it
 * at the start. Nothing is read or written before somebody subscribes to the client. Given as a function, the storage is got when it
 * is needed, since that may fail. Throws `DirectLineOptionError` for what is none; what fails later is a notice, and the client goes on.
 */
export const storedIn = (storage: StorageLike | (() => StorageLike), options: StoredInOptions = {}): Keeper => {
  if (typeof storage !== 'function' && !isStorage(storage))
    throw new DirectLineOptionError('storage', kindOf('storage', storage), 'anything with getItem, setItem and removeItem, or a function that gives it');
  const { key, withToken, withWatermark } = checked(options);
  const there = (): StorageLike => (typeof storage === 'function' ? storage() : storage);
  const shelf = {
    load$: answerOf(() => there().getItem(key)),
    save: (text: string) => answerOf(() => there().setItem(key, text)),
    remove$: answerOf(() => there().removeItem(key)),
  };
  return { keep: keeping(shelf, { withToken, withWatermark }) };
};

const isStorage = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ['getItem', 'setItem', 'removeItem'].every(name => typeof Reflect.get(value, name) === 'function');

const checked = (options: StoredInOptions): Required<StoredInOptions> => {
  const { key = 'rx-directline', withToken = false, withWatermark = true, ...others } = options;
  const wrong = (name: string, value: unknown, takes: string): Error => new DirectLineOptionError(`storage.${name}`, kindOf(name, value), takes);
  if (typeof key !== 'string' || key === '') throw wrong('key', key, 'a string that is not empty');
  for (const [name, value] of Object.entries({ withToken, withWatermark })) if (typeof value !== 'boolean') throw wrong(name, value, 'true or false');
  for (const name of Object.keys(others)) throw new DirectLineOptionError(`storage.${name}`, 'an option of that name', 'key, withToken, withWatermark');
  return { key, withToken, withWatermark };
};
