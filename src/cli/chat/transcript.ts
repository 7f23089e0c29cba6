import { concat, defer, filter, map, mergeMap, of, switchMap, timer, type Observable } from 'rxjs';
import type { Activity } from '../../index.js';
import { activityText, speaker } from '../render/activity.js';
import { brief } from '../render/plain.js';
import { hint, line, noHint, type Shown } from '../render/shown.js';
import { streamPart, type StreamPart } from '../render/stream.js';

/** Who typed and then says nothing is not typing any more. */
const hintMs = 8_000;

const rememberedStreams = 100;

/** Says whether a part of a streamed answer is news: not a late one, nor one after the end. */
const newsOfStreams = (): ((part: StreamPart) => boolean) => {
  const heard = new Map<string, number>();
  return ({ id, kind, sequence }) => {
    if (id === undefined) return true;
    const before = heard.get(id) ?? 0;
    const place = kind === 'final' ? Infinity : (sequence ?? before);
    if (place < before || before === Infinity) return false;
    heard.set(id, place);
    const [oldest] = heard.keys();
    if (heard.size > rememberedStreams && oldest !== undefined) heard.delete(oldest);
    return true;
  };
};

const shownOfTyping = (activity: Activity, part: StreamPart | undefined): Shown => {
  const text = brief(activity.text ?? '', 10_000);
  if (part?.kind === 'final') return line('status', `${speaker(activity)} took its answer back`);
  if (!part || text === '') return hint(`${speaker(activity)} is typing…`);
  return hint(part.kind === 'streaming' ? `${speaker(activity)}: ${text}` : `${speaker(activity)}: (${text})`);
};

const withoutOldHints = (shown$: Observable<Shown>): Observable<Shown> =>
  shown$.pipe(
    switchMap(shown => (shown.tone === 'hint' ? concat(of(shown), timer(hintMs).pipe(map(() => noHint))) : of(shown))),
  );

/** What activities look like as they come: what is recorded stays, typing and growing answers pass. */
export const transcript = (activity$: Observable<Activity>, isEcho: (activity: Activity) => boolean): Observable<Shown> =>
  defer(() => {
    const isNews = newsOfStreams();
    return activity$.pipe(
      filter(activity => !isEcho(activity)),
      mergeMap((activity): Shown[] => {
        const part = streamPart(activity);
        const news = part === undefined || isNews(part);
        if (activity.type !== 'typing') return [{ tone: 'bot', label: speaker(activity), text: activityText(activity) }];
        return news ? [shownOfTyping(activity, part)] : [];
      }),
      withoutOldHints,
    );
  });
