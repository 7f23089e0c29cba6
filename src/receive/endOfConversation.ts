import { distinctUntilChanged, EMPTY, map, of, scan, switchMap, take, timer, type Observable } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Delivery } from './delivery.js';

/** For how long nothing may follow an end of conversation for it to be one: the service does not enforce it. */
export const END_QUIET_MS = 500;

/**
 * Emits when the conversation has ended: somebody else than `userIds` said so, its whole set was delivered, no history
 * is to come, and nothing has followed while the stream was `online$`. With anything after it, it is just an activity.
 * Docs/protocol.md, 9.
 */
export const endOfConversation = (
  delivery$: Observable<Delivery>,
  userIds: () => ReadonlySet<string>,
  online$: Observable<boolean> = of(true),
): Observable<void> =>
  delivery$.pipe(
    scan((before: Ending, delivery): Ending => {
      if (delivery.kind === 'activity') return isEndByOther(delivery.activity, userIds) ? 'said' : 'no';
      if (before === 'no') return 'no';
      return delivery.more ? 'said' : 'wait';
    }, 'no'),
    // Nearly all of it is no end: nothing is switched for that. A set's end after `wait` starts the quiet over.
    distinctUntilChanged((before, after) => before === after && after !== 'wait'),
    switchMap(ending => (ending === 'wait' ? online$.pipe(switchMap(online => (online ? timer(END_QUIET_MS) : EMPTY)), take(1)) : EMPTY)),
    map(() => undefined),
  );

/** Whether the last activity said that it is the end, and its whole set, and all history, was delivered after that. */
type Ending = 'no' | 'said' | 'wait';

const isEndByOther = ({ type, from }: Activity, userIds: () => ReadonlySet<string>): boolean =>
  type === 'endOfConversation' && !(from && userIds().has(from.id));
