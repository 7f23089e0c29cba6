import { asyncScheduler, Observable, ReplaySubject, type Observer } from 'rxjs';
import { asDirectLineError, DirectLineOptionError } from '../errors.js';
import { exponentialBackoff, type ReconnectPolicy } from './policy.js';
import type { TransportOption } from './route.js';
import type { ConnectionEvent, ConnectionStatus, StatusSubject } from './status.js';
import { initialState, transition, type Rules } from './transition.js';

/** Notified of each status before the subscribers, and of the end. */
type StatusWatch = Pick<Observer<ConnectionStatus>, 'next' | 'complete'>;

/** The one writer of a stream's status: each event passes its queue, and it stamps the time. */
class StatusMachine extends Observable<ConnectionStatus> implements Observer<ConnectionEvent> {
  /** A ReplaySubject, because it still emits the last status after it has completed. */
  readonly #statuses = new ReplaySubject<ConnectionStatus>(1);
  /** Mutable: the state of the connection, and the events that arrive while another one is handled. */
  #state = initialState;
  readonly #queue: ConnectionEvent[] = [];
  #isHandling = false;
  readonly #next: ReturnType<typeof transition>;
  readonly #watch: StatusWatch | undefined;

  constructor(rules: Rules, watch?: StatusWatch) {
    super((subscriber) => this.#statuses.subscribe(subscriber));
    this.#watch = watch;
    this.#next = transition(rules);
    this.#statuses.next(this.#state.status);
  }

  get isHandling(): boolean {
    return this.#isHandling;
  }

  get hasEnded(): boolean {
    return this.#state.status.state === 'ended';
  }

  next(event: ConnectionEvent): void {
    this.#queue.push(event);
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let first = this.#queue.shift(); first; first = this.#queue.shift()) this.#handle(first);
    } finally {
      // An event that is not even an object throws, and must not stop those that follow.
      this.#isHandling = false;
    }
  }

  /** An error of a source of events is the loss of the current stream. */
  error(error: unknown): void {
    this.next({ type: 'lost', run: this.#state.run, error: asDirectLineError(error) });
  }

  /** A source of events that completes, by `take(1)` say, does not end the connection. */
  complete(): void {}

  #handle(event: ConnectionEvent): void {
    const { status: before } = this.#state;
    this.#state = this.#next(this.#state, event, asyncScheduler.now());
    const { status } = this.#state;
    if (status === before) return;
    this.#watch?.next(status);
    this.#statuses.next(status);
    if (status.state !== 'ended') return;
    this.#watch?.complete();
    this.#statuses.complete();
  }
}

/** Makes the status of a client, by its rules. */
export const statusOf = (rules: Rules, watch?: StatusWatch): StatusSubject & { readonly hasEnded: boolean } => new StatusMachine(rules, watch);

export interface ConnectionStatusOptions {
  /** How long to wait before the next attempt. Default: `exponentialBackoff()`. */
  readonly reconnectPolicy?: ReconnectPolicy | undefined;
  /** Default: `auto`, a socket where it opens and polling where it does not. */
  readonly transport?: TransportOption | undefined;
}

/**
 * Makes the status of one stream: an observer of events and an observable of statuses, which drives retry and reconnect.
 * Subscribing replays the current status and does nothing else. It never errors, and completes after `ended`. Throws `DirectLineOptionError`
 * for an unknown `transport`.
 * @example
 * const status$ = connectionStatus();
 * status$.subscribe(({ state }) => console.log(state));
 * fromEvent(window, 'online').pipe(map(() => ({ type: 'woken' as const }))).subscribe(status$);
 */
export const connectionStatus = ({ reconnectPolicy = exponentialBackoff(), transport = 'auto' }: ConnectionStatusOptions = {}): StatusSubject => {
  if (!['auto', 'websocket', 'polling'].includes(transport)) throw new DirectLineOptionError('transport', 'another word', "'auto', 'websocket' or 'polling'");
  return statusOf({ reconnectPolicy, transport, onGone: 'end' });
};
