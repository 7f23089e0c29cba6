import { filter, map, mergeMap, pairwise, type Observable } from 'rxjs';
import type { ConnectionStatus, Token, TraceEvent } from '../../index.js';
import { noticeText } from '../render/notice.js';
import { tokenChangeText } from '../render/token.js';
import { line, type Shown } from '../render/shown.js';
import { statusText } from '../render/status.js';

// It is idle before the chat listens, and ended by the chat when it is over: neither is news.
const isNews = (status: ConnectionStatus): boolean =>
  status.state !== 'idle' && !(status.state === 'ended' && status.reason === 'end');

/** A line for each change of the status. */
export const statusLines = (status$: Observable<ConnectionStatus>): Observable<Shown> =>
  status$.pipe(
    filter(isNews),
    map((status) => line('status', `· ${statusText(status)}`)),
  );

export const noticeLines = (trace$: Observable<TraceEvent>): Observable<Shown> =>
  trace$.pipe(mergeMap(event => (event.type === 'notice' ? [line('notice', `! ${noticeText(event)}`)] : [])));

/** A line for each new token or conversation after the first. */
export const tokenLines = (token$: Observable<Token>, now: () => number = Date.now): Observable<Shown> =>
  token$.pipe(
    pairwise(),
    map(([before, token]) => line('status', `· ${tokenChangeText(before, token, now())}`)),
  );
