import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { transcript } from '../../../src/cli/chat/transcript.js';
import type { Shown } from '../../../src/cli/render/shown.js';
import type { Activity } from '../../../src/protocol/types.js';

const from = { id: 'bot', name: 'Bot' };
const chunk = (text: string, streamSequence: number, fields: Partial<Activity> = {}): Activity => ({
  type: 'typing', from, text, entities: [{ type: 'streaminfo', streamType: 'streaming', streamId: 's', streamSequence }], ...fields,
});
const final: Activity = { type: 'message', from, text: 'A whole answer', entities: [{ type: 'streaminfo', streamType: 'final', streamId: 's' }] };

const shownOf = (...activities: Activity[]): string[] => {
  const activity$ = new Subject<Activity>();
  const shown: Shown[] = [];
  const subscription = transcript(activity$, ({ channelData }) => channelData === 'mine').subscribe(one => shown.push(one));
  activities.forEach(activity => activity$.next(activity));
  subscription.unsubscribe();
  return shown.map(({ tone, text }) => `${tone}: ${text}`);
};

describe('the transcript', () => {
  it('leaves out our own messages that come back', () => {
    expect(shownOf({ type: 'message', text: 'mine', channelData: 'mine' }, { type: 'message', from, text: 'theirs' })).toEqual(['bot: theirs']);
  });

  it('shows a growing answer as hints and its final text as a line', () => {
    expect(shownOf(chunk('A', 2), chunk('A whole', 3), final)).toEqual(['hint: Bot: A', 'hint: Bot: A whole', 'bot: A whole answer']);
  });

  it('shows no chunk that is late, and none after the end', () => {
    expect(shownOf(chunk('A whole', 3), chunk('A', 2), final, chunk('A whole', 4))).toEqual(['hint: Bot: A whole', 'bot: A whole answer']);
  });

  it('reads stream data in channelData too', () => {
    const channelData = { streamType: 'informative', streamSequence: 1 };
    expect(shownOf({ type: 'typing', id: 's', from, text: 'Searching', channelData })).toEqual(['hint: Bot: (Searching)']);
  });

  it('says when an answer is taken back', () => {
    expect(shownOf(chunk('A', 2), { type: 'typing', from, channelData: { streamType: 'final', streamId: 's' } })).toEqual([
      'hint: Bot: A', 'status: Bot took its answer back',
    ]);
  });

  it('forgets that somebody types after a while', marbles(m => {
    const activity$ = m.cold<Activity>('t-', { t: { type: 'typing', from } });
    const shown$ = transcript(activity$, () => false);
    const expected = m.cold<Shown>('h 7999ms o', { h: { tone: 'hint', text: 'Bot is typing…' }, o: { tone: 'hint', text: '' } });
    m.expect(shown$).toBeObservable(expected);
  }));
});
