import { asyncScheduler, catchError, EMPTY, NEVER, Subscription, take, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { asDirectLineError } from '../errors.js';
import { refreshDueMs, type Token } from '../protocol/token.js';
import { notice, type Trace } from '../trace.js';
import type { Renew } from './authorizedCalls.js';
import type { Store } from './store.js';
import { LONGEST_TIMER_MS } from './whenDue.js';

export interface KeepingFresh {
  readonly store: Store;
  readonly renew: Renew;
  readonly patient: MonoTypeOperatorFunction<Token>;
  /** The status: in `needsToken`, only the app can bring a usable token. */
  readonly status$: Observable<{ readonly state: string }>;
  readonly wake$: Observable<unknown>;
  readonly trace: Trace;
}

/**
 * Renews the store's token each time a quarter of its life is left, while `use()` is in effect. All users share one timer, because a server holds thousands of
 * clocks. A failed renewal is a notice: the stream continues without it, and posts report the error.
 * Docs/protocol.md, 3.5.
 */
export class RenewalClock {
  /** Mutable: the number of users, and the subscriptions of the status, the token and the wake-up while there are users. */
  #users = 0;
  #inputs: Subscription | undefined;
  /** Mutable: the token that it watches, and whether only the app can bring another one. */
  #token: Token | undefined;
  #needsToken = false;
  /** Mutable: the timer or the renewal that is under way. */
  #timer: Subscription | undefined;
  #renewal: Subscription | undefined;
  readonly #options: KeepingFresh;

  constructor(options: KeepingFresh) {
    this.#options = options;
  }

  /** Uses the clock until the returned function is called. */
  use(): () => void {
    this.#users += 1;
    if (this.#users === 1) this.#listen();
    return () => {
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#inputs?.unsubscribe();
      this.#stop();
    };
  }

  /** Renews the token if that is due, else waits until it is. */
  renewIfDue(): void {
    const token = this.#token;
    if (!token) return;
    this.#stop();
    const leftMs = refreshDueMs(token) - asyncScheduler.now();
    if (leftMs <= 0) this.#renew(token);
    else if (leftMs < Infinity) this.#timer = asyncScheduler.schedule<RenewalClock>(renewIfDue, Math.min(leftMs, LONGEST_TIMER_MS), this);
  }

  #listen(): void {
    const { store, status$, wake$ } = this.#options;
    this.#token = undefined;
    this.#needsToken = false;
    const inputs = (this.#inputs = new Subscription());
    inputs.add(
      status$.subscribe(({ state }) => {
        const needsToken = state === 'needsToken';
        if (needsToken === this.#needsToken) return;
        this.#needsToken = needsToken;
        this.#watch(store.token);
      }),
    );
    inputs.add(store.tokenOrNone$.subscribe((token) => this.#watch(token)));
    // Timers stand still while a machine sleeps.
    if (wake$ !== NEVER) inputs.add(wake$.subscribe(() => this.#timer && this.renewIfDue()));
  }

  #watch(token: Token | undefined): void {
    this.#stop();
    this.#token = this.#needsToken ? undefined : token;
    this.renewIfDue();
  }

  #renew(token: Token): void {
    const { renew, patient, trace } = this.#options;
    const report = (error: unknown): void => trace(notice('renewalFailed', 'the token could not be renewed', asDirectLineError(error)));
    // Stored before the renewal begins, because that may end at once and begin the next wait.
    const renewal = (this.#renewal = new Subscription());
    renewal.add(
      renew(token, 'due')
        .pipe(tap({ error: report }), patient, catchError(() => EMPTY), take(1))
        .subscribe((renewed) => this.#renewal === renewal && this.#watch(renewed)),
    );
  }

  #stop(): void {
    this.#timer?.unsubscribe();
    this.#renewal?.unsubscribe();
    this.#timer = this.#renewal = undefined;
  }
}

const renewIfDue = (clock?: RenewalClock): void => clock?.renewIfDue();
