import { DirectLineOptionError } from '../errors.js';

/** Stands for a client, and holds nothing of it. */
export interface KeyUser {
  /** Mutable: a client that has ended uses no key. */
  hasEnded: boolean;
}

// Mutable, for all clients of the page: which client uses the default key of which storage object. The map holds its keys weakly.
const users = new WeakMap<object, KeyUser>();

/**
 * Notes that a client uses the default key of the storage object that `place` returns. Throws `DirectLineOptionError` if another
 * client uses it.
 */
export const claimDefaultKey = (place: () => unknown, client: KeyUser): void => {
  const storage = placeOf(place);
  if (!storage) return;
  const user = users.get(storage);
  if (user && user !== client && !user.hasEnded)
    throw new DirectLineOptionError('storedIn, key', 'the default key, which another client uses', 'a key of its own');
  users.set(storage, client);
};

const placeOf = (place: () => unknown): object | undefined => {
  try {
    const storage = place();
    return typeof storage === 'object' && storage !== null ? storage : undefined;
  } catch {
    return undefined; // load() and save() meet the same error, and report it
  }
};
