import type { ConversationStorage } from './conversationStorage.js';

// Mutable, for all clients of the page. Both maps hold their keys weakly, and a client is stood for by an object that holds nothing.
const places = new WeakMap<ConversationStorage, () => object>();
const owners = new WeakMap<object, object>();

/** Notes that a storage of `storedIn` uses the default key of the storage object that `place` returns. */
export const noteDefaultKey = (storage: ConversationStorage, place: () => object): void => {
  places.set(storage, place);
};

/**
 * Claims the default key of a storage for a client. Returns a function that releases it, `'taken'` if another client has claimed
 * it, or `undefined` if there is nothing to claim: the storage has a key of its own, or its storage object is not available.
 */
export const claimDefaultKey = (storage: ConversationStorage, client: object): (() => void) | 'taken' | undefined => {
  const place = placeOf(storage);
  if (!place) return undefined;
  const owner = owners.get(place);
  if (owner && owner !== client) return 'taken';
  owners.set(place, client);
  return () => void owners.delete(place);
};

const placeOf = (storage: ConversationStorage): object | undefined => {
  try {
    const place: unknown = places.get(storage)?.();
    return typeof place === 'object' && place !== null ? place : undefined;
  } catch {
    return undefined; // load() and save() meet the same error, and report it
  }
};
