import { combineLatest, map, NEVER, of, startWith, switchMap, take, timer, type Observable } from 'rxjs';
import type { Activity, ConnectionStatus } from '../../index.js';

/**
 * Emits once: true when the stream has been online and quiet for so long, or has ended; false when it was given up.
 * While it is not online its silence says nothing.
 */
export const settled = (
  status$: Observable<ConnectionStatus>,
  activity$: Observable<Activity>,
  quietMs: number,
): Observable<boolean> =>
  combineLatest([status$, activity$.pipe(startWith(undefined))]).pipe(
    switchMap(([{ state }]) => {
      if (state === 'online') return timer(quietMs).pipe(map(() => true));
      return state === 'ended' || state === 'failed' ? of(state === 'ended') : NEVER;
    }),
    take(1),
  );
