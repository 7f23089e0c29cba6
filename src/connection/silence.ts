import { asyncScheduler, map, mergeMap, NEVER, Observable, Subscription, takeUntil, throwError, timer, type Subscriber } from 'rxjs';
import { DirectLineTimeoutError } from '../errors.js';
import type { Open, Signal } from './signal.js';

export interface Watch {
  /** How long a stream may be silent before it is asked for a sign of life, ± 10 %. */
  readonly silenceMs: number;
  /** From 0 to 1: spreads the questions of many clients. */
  readonly random: () => number;
  /** The checks fire at multiples of this time on the clock, so that the conversations of one process are tested together. 0: each at its own time. */
  readonly gridMs?: number | undefined;
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
  <T>(watch: Watch) =>
  (open: Open<T>): Open<T> =>
  () =>
    new Observable<Signal<T>>((subscriber) => {
      const check = new LivenessCheck<T>(watch, subscriber);
      subscriber.add(() => check.stop());
      open().pipe(map((signal) => check.receive(signal))).subscribe(subscriber);
      if (watch.wake$ !== NEVER) subscriber.add(watch.wake$.subscribe(() => check.wake()));
    });

/** Watches one stream: an object with one timer, because a server holds thousands of them. */
class LivenessCheck<T> {
  /** Mutable: how many signals came, when the last one came and when the stream was last asked; a timer a signal would cost more. */
  #signals = 0;
  #heardAtMs = 0;
  #askedAtMs = -Infinity;
  #signalsBeforePing = 0;
  #ping: (() => void) | undefined;
  /** Mutable: the timer or the proof that is under way. */
  #timerOrProof: Subscription | undefined;
  readonly #limitMs: number;

  readonly #watch: Watch;
  readonly #subscriber: Subscriber<Signal<T>>;

  constructor(watch: Watch, subscriber: Subscriber<Signal<T>>) {
    this.#watch = watch;
    this.#subscriber = subscriber;
    // Rounded to milliseconds, because a clock shows no fractions, and a rest below one millisecond would never pass.
    this.#limitMs = Math.round(watch.silenceMs * (0.9 + 0.2 * watch.random()));
  }

  receive(signal: Signal<T>): Signal<T> {
    this.#recordSignal();
    if (signal.kind === 'opened') {
      this.#ping = signal.ping;
      this.#wait();
    }
    return signal;
  }

  /** Tests the stream at once after the host has slept, unless it was tested a moment ago. */
  wake(): void {
    if (this.#signals > 0 && asyncScheduler.now() - this.#askedAtMs >= PROOF_MS) this.#test();
  }

  stop(): void {
    this.#timerOrProof?.unsubscribe();
  }

  /** Runs when the timer fires. Tests the stream if it was silent for the whole limit, else waits for the rest. */
  checkSilence(): void {
    if (this.#silentMs() < this.#limitMs) this.#wait();
    else this.#test();
  }

  /** Runs `PROOF_MS` after the ping. Errors if no signal arrived since. */
  checkPong(): void {
    if (this.#signals > this.#signalsBeforePing) this.#wait();
    else this.#subscriber.error(this.#timeout());
  }

  #recordSignal(): void {
    this.#signals += 1;
    this.#heardAtMs = asyncScheduler.now();
  }

  #silentMs(): number {
    const now = asyncScheduler.now();
    // A clock that was set back would make the silence last as long again.
    this.#heardAtMs = Math.min(this.#heardAtMs, now);
    return now - this.#heardAtMs;
  }

  #wait(): void {
    this.#schedule(checkSilence, Math.max(0, this.#limitMs - this.#silentMs()));
  }

  #test(): void {
    if (this.#silentMs() > this.#limitMs + PROOF_MS) return this.#subscriber.next({ kind: 'jumped' });
    this.#askedAtMs = asyncScheduler.now();
    if (!this.#ping) return this.#prove();
    this.#signalsBeforePing = this.#signals;
    this.#schedule(checkPong, PROOF_MS);
    this.#ping();
  }

  #prove(): void {
    this.stop();
    // A proof has its own deadline, because its request may first wait for a token.
    const tooLate$ = timer(PROOF_MS + LAG_MS).pipe(mergeMap(() => throwError(() => this.#timeout())));
    // Stored before the proof begins, because that may end at once and begin the next wait.
    const proof = (this.#timerOrProof = new Subscription());
    proof.add(
      this.#watch.prove().pipe(takeUntil(tooLate$)).subscribe({
        error: (error: unknown) => this.#subscriber.error(error),
        complete: () => {
          this.#recordSignal();
          this.#wait();
        },
      }),
    );
  }

  #schedule(work: (check?: LivenessCheck<T>) => void, delayMs: number): void {
    this.stop();
    const { gridMs = 0 } = this.#watch;
    const now = asyncScheduler.now();
    const onGridMs = gridMs > 0 ? Math.ceil((now + delayMs) / gridMs) * gridMs - now : delayMs;
    this.#timerOrProof = asyncScheduler.schedule<LivenessCheck<T>>(work, onGridMs, this);
  }

  #timeout(): DirectLineTimeoutError {
    return new DirectLineTimeoutError('silence', this.#silentMs());
  }
}

const checkSilence = (check?: LivenessCheck<unknown>): void => check?.checkSilence();
const checkPong = (check?: LivenessCheck<unknown>): void => check?.checkPong();
