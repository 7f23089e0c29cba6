import {
  catchError, concat, defer, EMPTY, filter, ignoreElements, merge, mergeMap, share, switchMap, take, tap, throwError, timeout, withLatestFrom,
  type Observable,
} from 'rxjs';
import { ask, type Activity, type ConnectionStatus, type DirectLine } from '../../index.js';
import { begun, isUp } from '../connection/begun.js';
import { isStopped, stoppedText } from '../connection/over.js';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import { duration } from '../render/duration.js';
import { statusText } from '../render/status.js';
import { unansweredText } from './unanswered.js';

export interface Asking {
  readonly directLine: DirectLine;
  readonly question: string;
  readonly quietMs: number;
  readonly timeoutMs: number;
  readonly print: (answer: Activity) => void;
}

const failing = (text: string): Observable<never> => throwError(() => new Error(text));

/** Asks once the connection is there and the greeting is over, and prints each answer; errors when there is none, and says why. */
export const asking = ({ directLine, question, quietMs, timeoutMs, print }: Asking): Observable<ExitCode> =>
  defer(() => {
    // Mutable: what came before it failed is on the screen already.
    let answers = 0;
    // Mutable: the last status with an error, since one that connects again does not say why the attempt before failed.
    let failure: ConnectionStatus | undefined;
    const { connectionStatus$: status$ } = directLine;
    // The status tells of its errors. Held for as long as it takes, so that the stream is one.
    const activity$ = directLine.activity$.pipe(catchError(() => EMPTY), share({ resetOnComplete: false }));
    const stopped$ = status$.pipe(filter(isStopped), mergeMap(status => failing(stoppedText(status))));
    const late$ = status$.pipe(
      take(1),
      mergeMap(status => failing(`no connection within ${duration(timeoutMs)}: ${stoppedText(failure ?? status)}`)),
    );
    const note = (status: ConnectionStatus): void => void ('error' in status && (failure = status));
    const up$ = status$.pipe(tap(note), filter(isUp), timeout({ first: timeoutMs, with: () => late$ }));
    const begun$ = begun(up$, activity$).pipe(
      withLatestFrom(status$),
      mergeMap(([, status]) => (status.state === 'ended' ? failing(statusText(status)) : [status])),
    );
    const answer$ = defer(() => ask(directLine, question, { quietMs, timeoutMs, raw: true })).pipe(
      filter(({ type }) => type !== 'typing'),
      tap(answer => {
        answers += 1;
        print(answer);
      }),
      ignoreElements(),
      catchError((error: unknown) => failing(unansweredText(question, error, answers))),
    );
    const code$ = defer(() => (answers > 0 ? [exitCodes.ok] : failing('no answer, and the conversation has ended')));
    return merge(stopped$, activity$.pipe(ignoreElements()), begun$.pipe(switchMap(() => concat(answer$, code$)))).pipe(take(1));
  });
