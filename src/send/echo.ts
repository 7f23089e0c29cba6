import { catchError, concatMap, EMPTY, filter, from, map, mergeMap, take, timer, type Observable } from 'rxjs';
import type { Activity, ActivitySet } from '../protocol/types.js';
import { clientActivityIdOf } from '../protocol/clientActivityId.js';

/** When history is asked for an echo that the stream has not brought: a while after, and less and less often. */
export const LOOK_AFTER_MS = [2_000, 5_000, 10_000, 20_000];
/** The same where the service has it for sure and only did not say by what id: soon, if the stream has not brought it. */
export const LOOK_SOON_MS = [600, ...LOOK_AFTER_MS];

export interface Echoes {
  /** What is delivered to the app. */
  readonly activity$: Observable<Activity>;
  /** What the service keeps after a watermark; asked, not delivered. */
  readonly history: (after: string | undefined) => Observable<ActivitySet>;
}

const idOf = (activity$: Observable<Activity>, clientActivityId: string): Observable<string> =>
  activity$.pipe(
    filter(activity => clientActivityIdOf(activity) === clientActivityId),
    map(({ id }) => id),
    filter(id => id !== undefined),
  );

/** The id of a post in what is delivered, as it comes by. */
export const deliveredId = ({ activity$ }: Echoes, clientActivityId: string | undefined): Observable<string> =>
  clientActivityId === undefined ? EMPTY : idOf(activity$, clientActivityId);

/**
 * Looks in history for a post of which nobody knows whether it arrived: emits its id, or completes when it is not there.
 * A question that fails is one that found nothing. Docs/protocol.md, 12.1.
 */
export const lookInHistory = (
  { history }: Echoes,
  clientActivityId: string | undefined,
  after: string | undefined,
  lookAfterMs: readonly number[] = LOOK_AFTER_MS,
): Observable<string> =>
  clientActivityId === undefined
    ? EMPTY
    : from(lookAfterMs.map((ms, index) => ms - (lookAfterMs[index - 1] ?? 0))).pipe(
        concatMap(ms => timer(ms)),
        // The next question waits for the last one's answer.
        concatMap(() =>
          idOf(history(after).pipe(mergeMap(({ activities }) => activities)), clientActivityId).pipe(
            take(1),
            catchError(() => EMPTY),
          ),
        ),
        take(1),
      );
