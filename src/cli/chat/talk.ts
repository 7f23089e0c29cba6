import { catchError, EMPTY, ignoreElements, map, merge, share, shareReplay, take, tap, type Observable } from 'rxjs';
import type { DirectLine } from '../../index.js';
import { noticeLines, statusLines, tokenLines } from '../connection/events.js';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import type { Console } from '../terminal/console.js';
import type { ChatOptions } from './options.js';
import { createPosts } from './posts.js';
import { saidIn } from './said.js';
import type { Controls } from './slash.js';
import { transcript } from './transcript.js';
import { piped } from './piped.js';
import { typed } from './typed.js';

export interface Talk {
  readonly at: Controls['at'];
  readonly directLine: DirectLine;
  readonly console: Console;
  readonly options: ChatOptions;
}

/** Shows what happens and does what is said, until it is over. */
export const talk = ({ at, directLine, console, options }: Talk): Observable<ExitCode> => {
  const { connectionStatus$: status$, trace$ } = directLine;
  const { show } = console.screen;
  // The status tells of their errors. To subscribe again after one would be to try again.
  const activity$ = directLine.activity$.pipe(catchError(() => EMPTY), share({ resetOnComplete: false }));
  const token$ = directLine.token$.pipe(catchError(() => EMPTY), shareReplay({ bufferSize: 1, refCount: true }));
  const posts = createPosts(directLine);
  const happening$ = merge(
    noticeLines(trace$),
    statusLines(status$),
    tokenLines(token$),
    transcript(activity$, posts.isEcho),
  ).pipe(tap(show), ignoreElements());

  const way = console.typed ? typed : piped;
  const controls = { at, directLine, status$, token$ };
  const ending$ = way({ said$: saidIn(console.line$), posts, controls, activity$, status$, show, options });
  const interrupted$ = console.interrupt$.pipe(map(() => exitCodes.SIGINT));
  return merge(happening$, interrupted$, ending$).pipe(take(1));
};
