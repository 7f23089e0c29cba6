import { activitySetOf } from '../../src/protocol/activitySet.js';

const read = (activity: object) => activitySetOf({ activities: [activity] }, 'frame').activities[0];

describe('an activity from the wire', () => {
  it('is passed on as it was parsed', () => {
    const activity = { type: 'message', id: 'c|1', text: 'hello', from: { id: 'bot' }, mine: { any: null }, channelData: null };
    expect(read(activity)).toBe(activity);
  });

  it.each<[string, object, object]>([
    ['without a type has the type of no text', { id: 'c|1' }, { id: 'c|1', type: '' }],
    ['has no id where that is null', { type: 'message', id: null }, { type: 'message' }],
    ['has an id that is a text where that is a number', { type: 'message', id: 7 }, { type: 'message', id: '7' }],
    ['has no text where that is null', { type: 'typing', text: null }, { type: 'typing' }],
    ['has no from where that is null, or has no id', { type: 'typing', from: null, other: { from: {} } }, { type: 'typing', other: { from: {} } }],
    ['has no from without an id', { type: 'typing', from: { name: 'bot' } }, { type: 'typing' }],
    ['answers nothing where replyToId is no text', { type: 'message', replyToId: { id: 1 } }, { type: 'message' }],
  ])('%s', (_, sent, got) => {
    expect(read(sent)).toStrictEqual(got);
  });
});
