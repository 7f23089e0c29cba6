import { defer, Subject, takeUntil, tap, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { alongside } from '../flow/alongside.js';
import { firstAnswer } from '../flow/answerOf.js';
import { notice, type Trace } from '../trace.js';
import type { Source } from './credential.js';

/** After how long a developer hears of a function of the app that has not answered. */
export const SLOW_MS = 10_000;

/** The answer of the app, however late, since a person may have to be asked for it; that the first of it is late is a notice. */
export const noticingSlowness = <T>(callback: string, trace: Trace): MonoTypeOperatorFunction<T> => answer$ =>
  defer(() => {
    const answered$ = new Subject<void>();
    const slow$ = timer(SLOW_MS).pipe(
      takeUntil(answered$),
      tap(() => trace(notice('slowCallback', `${callback} has not answered for ${SLOW_MS / 1_000} s, and is waited for`))),
    );
    return answer$.pipe(tap(() => answered$.next()), alongside(() => slow$.subscribe()));
  });

/** Adds the notice to a function `token`. */
export const noticedSource = (source: Source, trace: Trace): Source =>
  source.kind === 'function'
    ? { ...source, getToken: request => firstAnswer(() => source.getToken(request)).pipe(noticingSlowness('token', trace)) }
    : source;
