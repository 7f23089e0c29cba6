import { catchError, defer, EMPTY, filter, ignoreElements, map, merge, of, take, tap, throwError, type Observable } from 'rxjs';
import type { Activity, Checkpoint, ConnectionStatus, DirectLine } from '../../index.js';
import { noticeLines, statusLines, tokenLines } from '../connection/events.js';
import { isStopped, stoppedText } from '../connection/over.js';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import { tokenText } from '../render/token.js';
import { line, type Shown } from '../render/shown.js';
import { inTurn } from './inTurn.js';
import { stepsOf, type Step } from './steps.js';

export interface Tailing {
  readonly directLine: DirectLine;
  readonly wanted: (activity: Activity) => boolean;
  /** Completes when it is written. */
  readonly write: (activity: Activity) => Observable<never>;
  readonly save: (checkpoint: Checkpoint) => void;
  readonly show: (shown: Shown) => void;
  /** What can be done when the conversation is gone. */
  readonly whenGone: string | undefined;
}

/** How many activities may wait for a slow reader. */
const most = 1_000;

const ending = (status: ConnectionStatus, whenGone: string | undefined): Observable<ExitCode> => {
  if (!isStopped(status)) return of(exitCodes.ok);
  const next = status.state === 'ended' && whenGone !== undefined ? `: ${whenGone}` : '';
  return throwError(() => new Error(stoppedText(status) + next));
};

/** Writes each activity and then saves the place, until the conversation is over; what goes on is told besides. */
export const tailing = ({ directLine, wanted, write, save, show, whenGone }: Tailing): Observable<ExitCode> => {
  const { connectionStatus$, token$, trace$ } = directLine;
  const work = (step: Step): Observable<ExitCode> => {
    switch (step.kind) {
      case 'activity':
        return wanted(step.activity) ? write(step.activity) : EMPTY;
      case 'place':
        return defer(() => {
          save(step.checkpoint);
          return EMPTY;
        });
      case 'over':
        return ending(step.status, whenGone);
    }
  };
  const quietToken$ = token$.pipe(catchError(() => EMPTY));
  const told$ = merge(
    noticeLines(trace$),
    statusLines(connectionStatus$.pipe(filter(status => !isStopped(status)))), // why it has stopped is its last line
    quietToken$.pipe(take(1), map((token) => line('status', `· ${tokenText(token, Date.now())}`))),
    tokenLines(quietToken$),
  ).pipe(tap(show), ignoreElements());
  return merge(told$, stepsOf(directLine).pipe(inTurn(work, most)));
};
