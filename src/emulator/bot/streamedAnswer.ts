import { concat, map, of, timer, type Observable } from 'rxjs';
import type { Activity } from '../../protocol/types.js';

interface StreamData {
  readonly streamType: 'informative' | 'streaming' | 'final';
  readonly streamSequence?: number;
  readonly streamId?: string;
}

/** In both places where clients look for it (docs/protocol.md, 13). */
const withStreamData = (activity: Activity, data: StreamData): Activity => ({
  ...activity, channelData: data, entities: [{ type: 'streaminfo', ...data }],
});

/** A livestreamed answer: its text grows word by word, and the first chunk's id names the stream. */
export function streamedAnswer(text: string, streamId: string, paceMs: number): Observable<Activity> {
  const words = text.split(' ');
  const first = withStreamData({ type: 'typing', id: streamId, text: 'Thinking…' }, { streamType: 'informative', streamSequence: 1 });
  const chunks = words.map((_, count) =>
    withStreamData(
      { type: 'typing', text: words.slice(0, count + 1).join(' ') },
      { streamType: 'streaming', streamSequence: count + 2, streamId },
    ));
  const final = withStreamData({ type: 'message', text }, { streamType: 'final', streamId });
  const paced = [...chunks, final].map((activity) => timer(paceMs).pipe(map(() => activity)));
  return concat(of(first), ...paced);
}
