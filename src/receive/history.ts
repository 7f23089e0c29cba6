import { filter, Observable, type Subscription } from 'rxjs';
import type { Open, Signal } from '../connection/signal.js';
import { DirectLineOverflowError } from '../errors.js';
import { hiddenPages, historyPages, type Page } from './pages.js';
import type { ReceivedSet } from './receivedSet.js';

/** How many sets may wait while history is paged. */
const HELD_SETS = 1_000;

export interface History {
  /** Whether a stream that has just opened has to catch up: there is no watermark that it goes on from. */
  readonly needed: () => boolean;
  readonly page: Page;
  /** Whether what was there before we came is to be remembered and not delivered. */
  readonly hidden: () => boolean;
}

/**
 * A stream that begins with what the service keeps: once it is open, history is paged while what the stream brings is
 * held, then come the held sets, then the rest. What comes both ways is told apart later, by id. An empty watermark on
 * reconnect would mean "from now" and lose what was between (docs/protocol.md, 5).
 */
export const afterHistory =
  ({ needed, page, hidden }: History) =>
  (open: Open<ReceivedSet>): Open<ReceivedSet> =>
  () =>
    new Observable<Signal<ReceivedSet>>(subscriber => {
      // Mutable: what the stream brings before history is through.
      const held: ReceivedSet[] = [];
      let through = true;
      const deliver = (value: ReceivedSet): void => subscriber.next({ kind: 'value', value });
      const begin = (): Subscription => {
        through = false;
        return (hidden() ? hiddenPages(page, held) : historyPages(page)).subscribe({
          next: deliver,
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            through = true;
            held.splice(0).forEach(deliver);
          },
        });
      };
      const passes = (signal: Signal<ReceivedSet>): boolean => {
        if (signal.kind === 'opened' && needed()) {
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
