import { defer, EMPTY, filter, map, startWith, Subject, switchMap, take, timer, type Observable } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Told } from './told.js';

/** For how long nothing may follow an end of conversation for it to be one: the service does not enforce it. */
export const END_QUIET_MS = 500;

export interface Farewell extends Told {
  /** Emits when the conversation has ended. */
  readonly ended$: Observable<void>;
}

export interface Listening {
  /** Ids of those whose own end is no end. */
  readonly userIds: () => ReadonlySet<string>;
  /** The conversation that goes on: where one is gone and another begins, the end of the first is not that of the second. */
  readonly conversationId: () => string | undefined;
  readonly online$: Observable<boolean>;
}

/**
 * Hears of what is delivered, and says when the conversation has ended: somebody else than `userIds` said so, its whole
 * set was delivered, no history is to come, and nothing has followed while the stream was `online$`. With anything after
 * it, it is just an activity. Docs/protocol.md, 9.
 */
export const endOfConversation = ({ userIds, conversationId, online$ }: Listening): Farewell => {
  const ending$ = new Subject<Ending>();
  // Mutable: an observable of all that is delivered would cost each activity more than its parsing.
  let ending: Ending = 'no';
  let endingOf: string | undefined;
  const become = (next: Ending): void => ending$.next((ending = next));
  return {
    activity: activity => {
      if (isEndByOther(activity, userIds)) {
        endingOf = conversationId();
        become('said');
      } else if (ending !== 'no') become('no');
    },
    // Another set's end starts the quiet over.
    setEnd: more => {
      if (ending !== 'no') become(more ? 'said' : 'wait');
    },
    // Who comes back in the midst of the quiet finds it where it stands.
    ended$: defer(() => ending$.pipe(startWith(ending))).pipe(
      switchMap(now => (now === 'wait' ? online$.pipe(switchMap(online => (online ? timer(END_QUIET_MS) : EMPTY)), take(1)) : EMPTY)),
      filter(() => conversationId() === endingOf),
      map(() => undefined),
    ),
  };
};

/** Whether the last activity said that it is the end, and its whole set, and all history, was delivered after that. */
type Ending = 'no' | 'said' | 'wait';

const isEndByOther = ({ type, from }: Activity, userIds: () => ReadonlySet<string>): boolean =>
  type === 'endOfConversation' && !(from && userIds().has(from.id));
