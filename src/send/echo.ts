import { catchError, concatMap, EMPTY, filter, from, map, mergeMap, take, timer, type Observable } from 'rxjs';
import type { Activity, ActivitySet } from '../protocol/types.js';
import { clientActivityIdOf } from '../protocol/clientActivityId.js';

/** When history is requested for an echo that the stream has not brought: a while after, and less and less often. */
export const LOOK_AFTER_MS = [2_000, 5_000, 10_000, 20_000];
/** The same where the service has the post for sure and only did not say by what id: soon, if the stream has not brought it. */
export const LOOK_SOON_MS = [600, ...LOOK_AFTER_MS];

/** Receives the id that the service gave a post. */
export type EchoListener = (id: string) => void;

/** Recognizes posts in the delivered activities, with one look-up per activity, however many posts wait for their echo. */
export class Echoes {
  /** Mutable: the listeners of each clientActivityID. An app may post two activities with the same one. */
  readonly #listeners = new Map<string, readonly EchoListener[]>();

  /** A delivered activity. */
  activity(activity: Activity): void {
    if (this.#listeners.size === 0) return;
    const { id } = activity;
    const clientActivityId = clientActivityIdOf(activity);
    if (id !== undefined && clientActivityId !== undefined) this.#listeners.get(clientActivityId)?.forEach((listener) => listener(id));
  }

  setEnd(): void {}

  /** Calls the listener with each delivered echo. Returns the function that ends it, which is to be called once. */
  listen(clientActivityId: string, listener: EchoListener): () => void {
    this.#listeners.set(clientActivityId, [...(this.#listeners.get(clientActivityId) ?? []), listener]);
    return () => {
      const others = this.#listeners.get(clientActivityId)?.filter((each) => each !== listener) ?? [];
      if (others.length > 0) this.#listeners.set(clientActivityId, others);
      else this.#listeners.delete(clientActivityId);
    };
  }
}

const idOf = (activity$: Observable<Activity>, clientActivityId: string): Observable<string> =>
  activity$.pipe(
    filter(activity => clientActivityIdOf(activity) === clientActivityId),
    map(({ id }) => id),
    filter(id => id !== undefined),
  );

/** Requests what the service keeps after a watermark. Nothing of it is delivered. */
export type GetHistory = (after: string | undefined) => Observable<ActivitySet>;

/**
 * Looks in history for a post of which nobody knows whether it arrived: emits its id, or completes when it is not there.
 * A request that fails counts as one that found nothing. Docs/protocol.md, 12.1.
 */
export const lookInHistory = (
  history: GetHistory,
  clientActivityId: string | undefined,
  after: string | undefined,
  lookAfterMs: readonly number[] = LOOK_AFTER_MS,
): Observable<string> =>
  clientActivityId === undefined
    ? EMPTY
    : from(lookAfterMs.map((ms, index) => ms - (lookAfterMs[index - 1] ?? 0))).pipe(
        concatMap(ms => timer(ms)),
        // The next request waits for the last one's answer.
        concatMap(() =>
          idOf(history(after).pipe(mergeMap(({ activities }) => activities)), clientActivityId).pipe(
            take(1),
            catchError(() => EMPTY),
          ),
        ),
        take(1),
      );
