import { catchError, defer, EMPTY, ignoreElements, map, switchMap, tap, throwError, timer, type Observable } from 'rxjs';
import { asDirectLineError, DirectLineTimeoutError } from '../errors.js';
import type { Activity, ActivitySet } from '../protocol/types.js';
import type { CurrentPosition } from './position.js';

/** How long a stream may take to bring what a page has shown. */
const LAG_MS = 2_000;

/**
 * Proves that a silent stream has missed nothing, where it cannot be pinged: asks once for what came since and delivers
 * nothing of it. Completes if there is nothing new, or the stream brings it; errors if not, or with the request's error.
 */
export const missedNothing = (
  position: CurrentPosition,
  page: (watermark?: string) => Observable<ActivitySet>,
): Observable<never> => {
  const isNew = (activity: Activity): boolean => activity.id !== undefined && !position.has(activity);
  return defer(() => page(position.watermark)).pipe(
    map(({ activities }) => activities.filter(isNew)),
    switchMap(missing => (missing.length === 0 ? EMPTY : timer(LAG_MS).pipe(map(() => missing.filter(isNew))))),
    tap(missing => {
      if (missing.length > 0) throw new DirectLineTimeoutError('silence', LAG_MS);
    }),
    catchError((error: unknown) => (isThrottling(error) ? EMPTY : throwError(() => error))),
    ignoreElements(),
  );
};

/** A service that is asked too often is there. */
const isThrottling = (error: unknown): boolean => {
  const known = asDirectLineError(error);
  return known.name === 'DirectLineHttpError' && known.status === 429;
};
