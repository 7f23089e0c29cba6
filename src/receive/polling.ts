import {
  asyncScheduler, concat, defer, exhaustMap, filter, ignoreElements, map, merge, mergeMap, Observable, of, repeat, startWith, Subject, switchMap, take,
  takeUntil, tap, timer,
} from 'rxjs';
import type { Open, Signal } from '../connection/signal.js';
import { hiddenPages, historyPages, whenReady, type Page } from './pages.js';
import type { ReceivedSet } from './receivedSet.js';

export interface Polling {
  readonly page: Page;
  /** Where to go on from. */
  readonly watermark: () => string | undefined;
  /** Whether what was there before we came is to be remembered and not delivered. */
  readonly hidden: () => boolean;
  /** Something was posted: an answer is to be expected. */
  readonly sent$: Observable<unknown>;
  /** Emits once as soon as another page may be asked for: what came before is dealt with. Default: at once. */
  readonly ready$?: Observable<unknown>;
}

/** How soon after a post one is asked for its answer, and how soon at all after the last answer. */
const AFTER_SEND_MS = 300;
const AT_LEAST_MS = 500;

/** From the start of one question to that of the next: short while there is talk, longer the longer it is quiet (docs/protocol.md, 8.1). */
export const pollDelayMs = (quietMs: number): number => {
  if (quietMs < 30_000) return 1_000;
  return quietMs < 120_000 ? 5_000 : 10_000;
};

/**
 * The activity sets of one polling run: subscribing asks again and again, one request at a time; unsubscribing aborts it.
 * It is open with the first answer. Errors with that of the first question that fails: waiting is the supervisor's.
 */
export const pollActivitySets =
  ({ page, watermark, hidden, sent$, ready$ = of(undefined) }: Polling): Open<ReceivedSet> =>
  () =>
    new Observable<Signal<ReceivedSet>>(subscriber => {
      // Mutable: how far this run has read (delivery may be behind), and when was what.
      let cursor = watermark();
      let askedMs = 0;
      let answeredMs = 0;
      let talkMs = asyncScheduler.now();
      // The question after the first post that waits for one, and the one after the last.
      let afterFirstMs = Infinity;
      let afterLastMs = -Infinity;
      let opened = false;
      let wanted = false;
      // Whether a page is not asked for yet, since what came before is not dealt with.
      let waits = false;
      const wanted$ = new Subject<void>();
      /** Asking sooner is how a run proves its life. */
      const ping = (): void => {
        wanted = !waits;
        wanted$.next();
      };
      const patient$ = defer(() => {
        waits = true;
        return ready$.pipe(tap(() => (waits = false)));
      });
      const next = whenReady(page, patient$);
      /** While it waits, a question whose answer is let go. */
      const proof$ = wanted$.pipe(
        filter(() => waits),
        exhaustMap(() => page(cursor).pipe(takeUntil(ready$))),
        map((): Signal<ReceivedSet> => ({ kind: 'alive' })),
      );

      const question$ = defer(() => {
        askedMs = asyncScheduler.now();
        if (afterFirstMs < Infinity) talkMs = askedMs;
        afterFirstMs = afterLastMs > askedMs ? afterLastMs : Infinity;
        wanted = false;
        // What comes after the first answer is new, even if that waits to be delivered.
        return hidden() && !opened ? hiddenPages(next) : historyPages(next, cursor);
      }).pipe(
        tap(set => {
          cursor = set.watermark || cursor;
          answeredMs = asyncScheduler.now();
          if (set.activities.length > 0) talkMs = answeredMs;
        }),
        mergeMap((set): Observable<Signal<ReceivedSet>> => {
          const value: Signal<ReceivedSet> = { kind: 'value', value: set };
          if (opened) return of(value);
          opened = true;
          return of<Signal<ReceivedSet>[]>({ kind: 'opened', ping }, value);
        }),
      );

      const pauseMs = (): number => {
        const now = asyncScheduler.now();
        const regularMs = pollDelayMs(now - talkMs);
        const dueMs = Math.min(askedMs + regularMs, afterFirstMs, wanted ? now : Infinity);
        // Where the clock was set back, what was noted before lies far ahead.
        return Math.min(regularMs, Math.max(0, dueMs - now, answeredMs + AT_LEAST_MS - now));
      };
      const noted$ = sent$.pipe(
        tap(() => {
          afterLastMs = asyncScheduler.now() + AFTER_SEND_MS;
          afterFirstMs = Math.min(afterFirstMs, afterLastMs);
        }),
        ignoreElements(),
      );
      const pause$ = merge(sent$, wanted$).pipe(
        startWith(undefined),
        switchMap(() => timer(pauseMs())),
        take(1),
        ignoreElements(),
      );
      return merge(noted$, proof$, concat(question$, pause$).pipe(repeat())).subscribe(subscriber);
    });
