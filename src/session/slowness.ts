import { defer, finalize, tap, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { firstAnswer } from '../flow/answerOf.js';
import { notice, type Trace } from '../trace.js';
import type { Source } from './credential.js';

/** After how long a developer hears of a function of the app that has not answered. */
export const SLOW_MS = 10_000;

/** The answer of the app, however late, since a person may have to be asked for it; that the first of it is late is a notice. */
export const noticingSlowness = <T>(callback: string, trace: Trace): MonoTypeOperatorFunction<T> => answer$ =>
  defer(() => {
    const slow = timer(SLOW_MS).subscribe(() => trace(notice('slowCallback', `${callback} has not answered for ${SLOW_MS / 1_000} s, and is waited for`)));
    return answer$.pipe(
      tap(() => slow.unsubscribe()),
      finalize(() => slow.unsubscribe()),
    );
  });

/** Adds the notice to a function `token`. */
export const noticedSource = (source: Source, trace: Trace): Source =>
  source.kind === 'function'
    ? { ...source, getToken: request => firstAnswer(() => source.getToken(request)).pipe(noticingSlowness('token', trace)) }
    : source;
