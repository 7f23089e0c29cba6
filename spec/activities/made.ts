import type { Activity } from '../../src/protocol/types.js';
import type { LiveActivity } from '../../src/activities/assembler.js';

/** A message of the bot. */
export const says = (text: string, more: Partial<Activity> = {}): Activity => ({ type: 'message', text, from: { id: 'bot' }, ...more });

/** A chunk of a streamed answer, as an Agents SDK bot sends it; its stream is `s`. */
export const chunk = (streamSequence: number, text?: string, more: Partial<Activity> = {}, streamType = 'streaming'): Activity => ({
  type: 'typing',
  from: { id: 'bot' },
  ...(text !== undefined && { text }),
  entities: [{ type: 'streaminfo', streamType, streamId: 's', streamSequence }],
  ...more,
});

export const informs = (streamSequence: number, text: string, more: Partial<Activity> = {}): Activity => chunk(streamSequence, text, more, 'informative');

export const finalOf = (text: string, more: Partial<Activity> = {}): Activity => ({
  ...says(text), entities: [{ type: 'streaminfo', streamType: 'final', streamId: 's' }], ...more,
});

export const withdrawal: Activity = { type: 'typing', from: { id: 'bot' }, entities: [{ type: 'streaminfo', streamType: 'final', streamId: 's' }] };

/** What a person would see of it: `message: Hi`, `s streaming: Hel`, `s informative: (Searching…)`. */
export const seen = ({ type, text = '', livestream }: LiveActivity): string =>
  livestream
    ? `${livestream.id} ${livestream.state}: ${text}${livestream.status === undefined ? '' : `(${livestream.status})`}`
    : `${type}: ${text}`;
