import type { ConversationStorage } from './conversationStorage.js';

/** Stands for a client, and holds nothing of it. */
export interface KeyUser {
  /** Mutable: a client that has ended uses no key. */
  hasEnded: boolean;
}

// Mutable, for all clients of the page. Both maps hold their keys weakly.
const places = new WeakMap<ConversationStorage, () => object>();
const users = new WeakMap<object, KeyUser>();

/** Notes that a storage of `storedIn` uses the default key of the storage object that `place` returns. */
export const noteDefaultKey = (storage: ConversationStorage, place: () => object): void => {
  places.set(storage, place);
};

/** Notes that a client uses the default key of a storage, if the storage has that; returns false if another client uses it. */
export const claimDefaultKey = (storage: ConversationStorage, client: KeyUser): boolean => {
  const place = placeOf(storage);
  if (!place) return true;
  const user = users.get(place);
  if (user && user !== client && !user.hasEnded) return false;
  users.set(place, client);
  return true;
};

const placeOf = (storage: ConversationStorage): object | undefined => {
  try {
    const place: unknown = places.get(storage)?.();
    return typeof place === 'object' && place !== null ? place : undefined;
  } catch {
    return undefined; // load() and save() meet the same error, and report it
  }
};
