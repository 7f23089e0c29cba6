import { concat, concatMap, connect, defer, delay, endWith, filter, ignoreElements, map, merge, share, switchMap, take, takeUntil, withLatestFrom, type Observable } from 'rxjs';
import { begun } from '../connection/begun.js';
import { isOver } from '../connection/over.js';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import { duration } from '../render/duration.js';
import { missingText } from '../render/outcome.js';
import { line } from '../render/shown.js';
import { statusText } from '../render/status.js';
import { obeyed, sent } from './doing.js';
import { messagesIn, type Said } from './said.js';
import { settled } from './settled.js';
import { tallied } from './tally.js';
import type { Talking } from './talking.js';

/** Lines from a file or a pipe: all in order, then the outcome of each, then quiet, within a time. */
export const piped = (talking: Talking): Observable<ExitCode> => {
  const { said$, activity$, status$, show, options } = talking;
  const begun$ = begun(status$, activity$);
  const one = (said: Said) =>
    defer(() => {
      if (said.kind === 'command') return obeyed(talking, said.name);
      show({ tone: 'you', label: 'you', text: said.text });
      return sent(talking, said.text);
    });

  return said$.pipe(
    takeUntil(status$.pipe(filter(isOver))), // nobody would answer the rest
    connect(said$ => {
      const outcome$ = said$.pipe(concatMap(said => begun$.pipe(switchMap(() => one(said)))), share());
      const settled$ = concat(outcome$.pipe(ignoreElements()), settled(status$, activity$, options.quietMs));
      const late$ = said$.pipe(ignoreElements(), endWith('late' as const), delay(options.timeoutMs));
      return merge(begun$.pipe(ignoreElements()), settled$, late$).pipe(
        take(1),
        withLatestFrom(tallied(said$.pipe(messagesIn), outcome$), status$),
        map(([ending, { open, failed }, status]) => {
          if (ending === 'late') {
            const after = duration(options.timeoutMs);
            show(line('problem', `! time ran out ${after} after the end of input: ${missingText(open, statusText(status))}`));
          }
          return ending === true && failed === 0 ? exitCodes.ok : exitCodes.failed;
        }),
      );
    }),
  );
};
