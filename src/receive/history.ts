import { EMPTY, filter, Observable, ReplaySubject, take, type Subscription } from 'rxjs';
import type { Open, Signal } from '../connection/signal.js';
import { DirectLineOverflowError } from '../errors.js';
import type { ActivitySet } from '../protocol/types.js';
import { hiddenPages, historyPages, pagesAfterOpening, type Page } from './pages.js';
import type { ReceivedSet } from './receivedSet.js';

/** How many sets may wait while history is paged. */
const HELD_SETS = 1_000;

export interface History {
  /** Whether a stream that has just opened has to catch up: there is no watermark that it goes on from. */
  readonly needed: () => boolean;
  readonly page: Page;
  /** Whether the history from before the reader joined is remembered and not delivered. */
  readonly hidden: () => boolean;
  /**
   * Emits when the stream begins to open: the first page is then requested at once, unless it is hidden. Its activities, or its error,
   * wait until the stream is open. Default: never, so that all pages are requested after the opening.
   */
  readonly opening$?: Observable<unknown>;
}

/**
 * Delivers the history before the sets of a stream. Pages the history once the stream is open, holds the sets of the stream meanwhile,
 * and delivers them after the last page. `deliver` drops an activity that arrives both ways, by its id. It may request the first
 * page while the stream opens. It always requests the last page after the opening, because an empty watermark on reconnect
 * means "from now" and would lose the activities in between (docs/protocol.md, 5).
 */
export const afterHistory =
  ({ needed, page, hidden, opening$ = EMPTY }: History) =>
  (open: Open<ReceivedSet>): Open<ReceivedSet> =>
  () =>
    new Observable<Signal<ReceivedSet>>(subscriber => {
      // Mutable: the sets of the stream that wait for the last page.
      const held: ReceivedSet[] = [];
      let through = true;
      // Mutable: the answer to the first page, if it was requested while the stream opens. It holds one page, as large as the service makes them.
      let first$: Observable<ActivitySet> | undefined;
      const requestFirst = (): void => {
        if (!needed() || hidden()) return;
        const answer$ = new ReplaySubject<ActivitySet>(1);
        first$ = answer$;
        subscriber.add(page().subscribe(answer$));
      };
      const pagesOf = (): Observable<ReceivedSet> => {
        if (first$) return pagesAfterOpening(first$, page);
        return hidden() ? hiddenPages(page, held) : historyPages(page);
      };
      const deliver = (value: ReceivedSet): void => subscriber.next({ kind: 'value', value });
      const begin = (): Subscription => {
        through = false;
        const set$ = pagesOf();
        first$ = undefined;
        return set$.subscribe({
          next: deliver,
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            through = true;
            held.splice(0).forEach(deliver);
          },
        });
      };
      const opening = opening$.pipe(take(1)).subscribe(requestFirst);
      subscriber.add(opening);
      const passes = (signal: Signal<ReceivedSet>): boolean => {
        if (signal.kind === 'opened') {
          opening.unsubscribe();
          if (!first$ && !needed()) return true;
          subscriber.next(signal);
          subscriber.add(begin());
          return false;
        }
        if (signal.kind !== 'value' || through) return true;
        if (held.push(signal.value) > HELD_SETS) subscriber.error(new DirectLineOverflowError(HELD_SETS));
        return false;
      };
      open().pipe(filter(passes)).subscribe(subscriber);
    });
