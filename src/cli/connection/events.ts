import { filter, map, mergeMap, pairwise, startWith, type Observable } from 'rxjs';
import type { ConnectionStatus, Session, TraceEvent } from '../../index.js';
import { noticeText } from '../render/notice.js';
import { sessionChangeText } from '../render/session.js';
import { line, type Shown } from '../render/shown.js';
import { statusText } from '../render/status.js';

// It is idle before the chat listens, and ended by the chat when it is over: neither is news.
const isNews = (status: ConnectionStatus): boolean =>
  status.state !== 'idle' && !(status.state === 'ended' && status.reason === 'end');

/** A line for each change of the status. */
export const statusLines = (status$: Observable<ConnectionStatus>): Observable<Shown> =>
  status$.pipe(
    startWith<ConnectionStatus>({ state: 'idle' }),
    pairwise(),
    filter(([, status]) => isNews(status)),
    map(([before, status]) => line('status', `· ${statusText(status, before)}`)),
  );

export const noticeLines = (trace$: Observable<TraceEvent>): Observable<Shown> =>
  trace$.pipe(mergeMap(event => (event.type === 'notice' ? [line('notice', `! ${noticeText(event)}`)] : [])));

/** The first session is what one expects; a new token or conversation is news. */
export const sessionLines = (session$: Observable<Session>, now: () => number = Date.now): Observable<Shown> =>
  session$.pipe(
    pairwise(),
    map(([before, session]) => line('status', `· ${sessionChangeText(before, session, now())}`)),
  );
