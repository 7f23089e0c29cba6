import { filter, map, of, type Observable } from 'rxjs';
import {
  isEndOfConversation, isEvent, isFrom, isMessage, isTyping, type EventActivity, type MessageActivity,
} from '../../src/activities/guards.js';
import { livestream } from '../../src/activities/livestream.js';
import type { LiveActivity } from '../../src/activities/assembler.js';
import type { Activity } from '../../src/protocol/types.js';

const activities: readonly Activity[] = [
  { type: 'message', text: 'Hi', from: { id: 'ann' } },
  { type: 'typing', from: { id: 'bot' } },
  { type: 'event', name: 'location', value: 7, from: { id: 'bot' } },
  { type: 'event' },
  { type: 'endOfConversation', code: 'completedSuccessfully' },
  { type: '' },
  { type: 'Message' },
];
const which = (guard: (activity: Activity) => boolean): number[] => activities.flatMap((activity, at) => (guard(activity) ? [at] : []));

describe('guards', () => {
  it('tell activities apart by their type, as it is on the wire', () => {
    expect([which(isMessage), which(isTyping), which(isEndOfConversation)]).toEqual([[0], [1], [4]]);
  });

  it('tell events apart by their name', () => {
    expect([which(isEvent()), which(isEvent('location')), which(isEvent('Location'))]).toEqual([[2, 3], [2], []]);
  });

  it('tell whose an activity is; one without `from` is nobody’s', () => {
    expect([which(isFrom('ann')), which(isFrom('bot')), which(isFrom(''))]).toEqual([[0], [1, 2], []]);
  });
});

// What follows is checked by the compiler; running it shows no more than that it runs.
describe('the types of guards', () => {
  const activity$: Observable<Activity> = of(...activities);

  it('narrow without casts, alone and in filter()', () => {
    const messages: Observable<MessageActivity> = activity$.pipe(filter(isMessage));
    const types: Observable<'message'> = activity$.pipe(filter(isMessage), map(({ type }) => type));
    const ids: Observable<string> = activity$.pipe(filter(isFrom('ann')), map(({ from }) => from.id));
    const names: Observable<'location'> = activity$.pipe(filter(isEvent('location')), map(({ name }) => name));
    const events: Observable<EventActivity> = activity$.pipe(filter(isEvent()));
    for (const activity of activities) if (isTyping(activity)) ((type: 'typing') => type)(activity.type);
    expect([messages, types, ids, names, events]).toHaveLength(5);
  });

  it('keep what was known of the activity already', () => {
    const live: Observable<LiveActivity & MessageActivity> = activity$.pipe(livestream(), filter(isMessage));
    const states: Observable<string | undefined> = activity$.pipe(livestream(), filter(isMessage), map(each => each.livestream?.state));
    expect([live, states]).toHaveLength(2);
  });

  it('leave the union open: any type and field is an activity, and `else` is still one', () => {
    const own: Activity = { type: 'handoff', custom: { any: 'thing' } };
    const rest: Activity | undefined = isMessage(own) ? undefined : own;
    expect(rest).toBe(own);
  });

  it('refuse what would be a mistake', () => {
    const mistakes = (activity: Activity): void => {
      // @ts-expect-error an event may be without a name
      const name: string = activity.name;
      // @ts-expect-error isEvent makes a guard, and is none
      activity$.pipe(filter(isEvent));
      // @ts-expect-error a guard for events of a name is not one for another
      const other: Observable<'other'> = activity$.pipe(filter(isEvent('location')), map(each => each.name));
      // @ts-expect-error what is no message is not narrowed to one
      const message: MessageActivity = isTyping(activity) ? activity : { type: 'message' };
      // @ts-expect-error what is known of `from` it has to be asked
      const id: string = activity.from.id;
      void [name, other, message, id];
    };
    expect(mistakes).toBeInstanceOf(Function);
  });
});
