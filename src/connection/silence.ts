import { asyncScheduler, map, mergeMap, Observable, Subscription, takeUntil, throwError, timer } from 'rxjs';
import { DirectLineTimeoutError } from '../errors.js';
import type { Open, Signal } from './signal.js';

export interface Watch {
  /** How long a stream may be silent before it is asked for a sign of life, ± 10 %. */
  readonly silenceMs: number;
  /** From 0 to 1: spreads the questions of many clients. */
  readonly random: () => number;
  /** The host woke up. */
  readonly wake$: Observable<unknown>;
  /** Asks where the stream cannot be pinged: completes if nothing was missed, errors if the stream is dead. */
  readonly prove: () => Observable<unknown>;
}

/** How long a sign of life may take, and how much longer what it shows may lag. */
export const PROOF_MS = 10_000;
const LAG_MS = 2_000;

/**
 * A stream that is never silent for long: without a signal for `silenceMs` it has to prove its life, or errors with
 * `DirectLineTimeoutError`. Where the clock has jumped past what could have been proved, it says so instead. A stream
 * that sends keep-alives is never asked. Docs/protocol.md, 7.
 */
export const withLivenessCheck =
  <T>({ silenceMs, random, wake$, prove }: Watch) =>
  (open: Open<T>): Open<T> =>
  () =>
    new Observable<Signal<T>>(subscriber => {
      // Mutable: a note of the time for each signal, and one timer that looks at it, cost less than a timer a signal.
      let signals = 0;
      let heardMs = 0;
      let askedMs = -Infinity;
      let ping: (() => void) | undefined;
      /** What goes on now: watching, or a question. */
      let current = new Subscription();
      // Whole, as clocks are: what is left of it must not be less than a clock can show.
      const limitMs = Math.round(silenceMs * (0.9 + 0.2 * random()));
      const silentMs = (): number => {
        // A clock that was set back would make the silence last as long again.
        heardMs = Math.min(heardMs, asyncScheduler.now());
        return asyncScheduler.now() - heardMs;
      };

      const hear = (): void => {
        signals += 1;
        heardMs = asyncScheduler.now();
      };

      const now = (begin: () => Subscription): void => {
        current.unsubscribe();
        current = new Subscription();
        current.add(begin());
      };

      const watch = (): void =>
        now(() => timer(Math.max(0, limitMs - silentMs())).subscribe(() => (silentMs() < limitMs ? watch() : question())));

      const question = (): void => {
        if (silentMs() > limitMs + PROOF_MS) return subscriber.next({ kind: 'jumped' });
        askedMs = asyncScheduler.now();
        now(ping ? pinged(ping) : asked);
      };

      const pinged = (send: () => void) => (): Subscription => {
        const before = signals;
        send();
        return timer(PROOF_MS).subscribe(() =>
          signals > before ? watch() : subscriber.error(new DirectLineTimeoutError('silence', silentMs())),
        );
      };

      const asked = (): Subscription =>
        prove().pipe(takeUntil(tooLate())).subscribe({
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            hear();
            watch();
          },
        });

      /** What a proof asks may wait for more than its own answer, a token say. */
      const tooLate = (): Observable<never> =>
        timer(PROOF_MS + LAG_MS).pipe(mergeMap(() => throwError(() => new DirectLineTimeoutError('silence', silentMs()))));

      const heard = (signal: Signal<T>): Signal<T> => {
        hear();
        if (signal.kind === 'opened') {
          ping = signal.ping;
          watch();
        }
        return signal;
      };
      subscriber.add(() => current.unsubscribe());
      open().pipe(map(heard)).subscribe(subscriber);
      const woken = wake$.subscribe(() => {
        if (signals > 0 && asyncScheduler.now() - askedMs >= PROOF_MS) question();
      });
      subscriber.add(woken);
    });
