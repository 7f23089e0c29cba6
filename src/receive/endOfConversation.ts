import { EMPTY, map, of, scan, switchMap, take, timer, type Observable } from 'rxjs';
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
    scan(
      (before, delivery) =>
        delivery.kind === 'activity'
          ? { ended: isEndByOther(delivery.activity, userIds()), wait: false }
          : { ended: before.ended, wait: before.ended && !delivery.more },
      { ended: false, wait: false },
    ),
    switchMap(({ wait }) => (wait ? online$.pipe(switchMap(online => (online ? timer(END_QUIET_MS) : EMPTY)), take(1)) : EMPTY)),
    map(() => undefined),
  );

const isEndByOther = ({ type, from }: Activity, userIds: ReadonlySet<string>): boolean =>
  type === 'endOfConversation' && !(from && userIds.has(from.id));
