import { EMPTY, expand, map, switchMap, toArray, type Observable } from 'rxjs';
import type { ActivitySet } from '../protocol/types.js';
import type { ReceivedSet } from './receivedSet.js';

/** One page of what the service keeps, after a watermark. */
export type Page = (watermark?: string) => Observable<ActivitySet>;

/** Asks for a page once `ready$` emits: what the one before brought is dealt with, say. */
export const whenReady = (page: Page, ready$: Observable<unknown>): Page => after => ready$.pipe(switchMap(() => page(after)));

/**
 * Pages what the service keeps after a watermark, or from the start, until a page is empty (docs/protocol.md, 8.1); a
 * watermark that stands still ends it too.
 */
export const historyPages = (page: Page, after?: string): Observable<ReceivedSet> => pagesFrom(pageAfter(page, after), page);

/**
 * Pages what the service keeps from a first page that was requested before the stream was open. Requests another page in any
 * case, also after an empty one, because the first page lacks the activities that arrive between its answer and the opening.
 */
export const pagesAfterOpening = (first$: Observable<ActivitySet>, page: Page): Observable<ReceivedSet> =>
  pagesFrom(first$.pipe(map(set => ({ ...set, polled: true, more: true }))), page);

const pagesFrom = (first$: Observable<ReceivedSet>, page: Page): Observable<ReceivedSet> =>
  first$.pipe(expand(set => (set.more ? pageAfter(page, set.watermark || undefined) : EMPTY)));

const pageAfter = (page: Page, after: string | undefined): Observable<ReceivedSet> =>
  page(after).pipe(
    map(set => ({
      ...set,
      polled: true,
      ...(set.activities.length > 0 && set.watermark && set.watermark !== after && { more: true }),
    })),
  );

/**
 * All pages as one set to be remembered and not delivered, so that an interruption starts it over; but what `held` has,
 * which came meanwhile, is new.
 */
export const hiddenPages = (page: Page, held: readonly ReceivedSet[] = []): Observable<ReceivedSet> =>
  historyPages(page).pipe(
    toArray(),
    map(sets => {
      const fresh = new Set(held.flatMap(({ activities }) => activities.map(({ id }) => id)));
      const activities = sets.flatMap(set => set.activities).filter(({ id }) => id === undefined || !fresh.has(id));
      const watermark = sets.at(-1)?.watermark ?? null;
      return { activities, watermark, polled: true, hidden: true };
    }),
  );
