import type { Activity } from '../protocol/types.js';
import { isMessage } from './guards.js';
import { streamInfoOf, type StreamInfo } from './streamInfo.js';

/** How the texts of a stream's chunks are meant. */
export type StreamText = 'auto' | 'cumulative' | 'delta';

/** Where a streamed answer is. */
export interface Livestream {
  /** The same for all that is emitted of one answer. */
  readonly id: string;
  /** `informative`: only `status` is new; `streaming`: the text has grown; after `final` and `withdrawn` nothing comes. */
  readonly state: 'informative' | 'streaming' | 'final' | 'withdrawn';
  /** What the bot says that it is doing: "Searching…". */
  readonly status?: string;
  /** With a final, where the bot says it. */
  readonly result?: string;
}

/** An activity; with `livestream` a state of a streamed answer, whose `text` is all of it so far. */
export interface LiveActivity extends Activity {
  readonly livestream?: Livestream;
}

interface Growing {
  readonly sequence: number;
  readonly text: string;
  readonly isDelta: boolean;
}

/** Of how many streams it is known where they are; the one without news for longest is forgotten first. */
const REMEMBERED = 256;

/** Puts streamed answers together, one activity at a time: gives what is to be shown for it, nothing if it comes too late. */
export const streamAssembler = (meant: StreamText): ((activity: Activity) => readonly LiveActivity[]) => {
  // Mutable: where each stream is; a map keeps the order of the news.
  const streams = new Map<string, Growing | 'finished'>();
  const remember = (id: string, stream: Growing | 'finished'): void => {
    streams.delete(id);
    streams.set(id, stream);
    const [oldest] = streams.keys();
    if (streams.size > REMEMBERED && oldest !== undefined) streams.delete(oldest);
  };

  return activity => {
    const info = streamInfoOf(activity);
    const id = info?.streamId ?? activity.id;
    const before = id === undefined ? undefined : streams.get(id);
    // A message with the id of a stream is its final, whatever else it says: some bots give all parts one id.
    if (id === undefined || !(info || (before && isMessage(activity)))) return [activity];
    if (before === 'finished') return [];
    if (!info || info.streamType === 'final') {
      remember(id, 'finished');
      return [{ ...activity, livestream: finalOf(id, activity, info) }];
    }
    const { streamSequence: sequence = before?.sequence ?? -Infinity } = info;
    if (before && info.streamSequence !== undefined && sequence <= before.sequence) return [];
    const { text = '' } = activity;
    const soFar = before ?? { text: '', isDelta: meant === 'delta' };
    if (info.streamType === 'informative') {
      remember(id, { ...soFar, sequence });
      return [{ ...activity, text: soFar.text, livestream: { id, state: 'informative', ...(text && { status: text }) } }];
    }
    const grown = { ...withChunk(soFar, text, meant), sequence };
    remember(id, grown);
    return [{ ...activity, text: grown.text, livestream: { id, state: 'streaming' } }];
  };
};

const finalOf = (id: string, activity: Activity, info: StreamInfo | undefined): Livestream => ({
  id,
  state: activity.type === 'typing' && !activity.text ? 'withdrawn' : 'final',
  ...(info?.streamResult !== undefined && { result: info.streamResult }),
});

/** By the protocol each chunk has all of the text; one that does not begin with it shows that they are pieces, from then on. */
const withChunk = ({ text, isDelta }: Omit<Growing, 'sequence'>, chunk: string, meant: StreamText): Omit<Growing, 'sequence'> => {
  if (chunk === '') return { text, isDelta };
  const isPiece = isDelta || (meant === 'auto' && !chunk.startsWith(text));
  return { text: isPiece ? text + chunk : chunk, isDelta: isPiece };
};
