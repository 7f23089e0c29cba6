import { asyncScheduler, defer, map, merge, NEVER, Observable, Subscription, timer, type Observer, type Subscriber } from 'rxjs';
import { asDirectLineError, DirectLineSocketError } from '../errors.js';
import { eventsOf } from '../flow/eventsOf.js';
import type { Signal } from './signal.js';
import type { ConnectionEvent, ConnectionStatus, StatusSubject, Transport } from './status.js';

/** Opens one stream by the transport that the status names. */
export type OpenStream<T> = (transport: Transport) => Observable<Signal<T>>;

export interface FollowStatusOptions {
  /** Emits when there is another token: ends `needsToken`. Subscribed to when that status is entered. Default: never. */
  readonly tokenCame$?: Observable<unknown> | undefined;
  /** Emits when the host wakes up or is back online: ends a wait. Default: never. */
  readonly wake$?: Observable<unknown> | undefined;
}

/** How long a stream has to be open before its loss is worth an attempt at once. */
export const HEALTHY_MS = 5_000;

/**
 * Does what each status asks for and tells the subject what came of it: opens a stream for each run, waits in between.
 * Subscribing sends `wanted`, unsubscribing sends `left`. Each subscription opens a stream of its own, so share it.
 * Errors with the error of `failed`; completes at `ended`.
 */
export const followStatus = <T>(status$: StatusSubject, open: OpenStream<T>, options: FollowStatusOptions = {}): Observable<T> =>
  new Observable((subscriber) => new StatusFollower(status$, open, options, subscriber).follow());

/** One subscription of `followStatus`: an object, because each open conversation of a server holds one. */
class StatusFollower<T> {
  /** Mutable: whether the status belongs to this subscription. Before that, `#staleRun` is the run that `wanted` replaces. */
  #isFollowing = false;
  #isQueued = false;
  #staleRun: number | undefined;
  /** Mutable: the subscriptions of the current status, and the key that changes when they have to be replaced. */
  #work: Subscription | undefined;
  #workKey: unknown;

  readonly #status$: StatusSubject;
  readonly #open: OpenStream<T>;
  readonly #options: FollowStatusOptions;
  readonly #subscriber: Subscriber<T>;

  constructor(status$: StatusSubject, open: OpenStream<T>, options: FollowStatusOptions, subscriber: Subscriber<T>) {
    this.#status$ = status$;
    this.#open = open;
    this.#options = options;
    this.#subscriber = subscriber;
  }

  follow(): void {
    const status$ = this.#status$;
    const subscriber = this.#subscriber;
    status$.next({ type: 'wanted' });
    // The status machine is handling another event, so it queues `wanted`.
    this.#isQueued = status$.isHandling === true;
    subscriber.add(
      status$.subscribe({
        next: (status) => this.#enter(status),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
    subscriber.add(() => {
      // First the work: a subscriber that comes back in answer to `idle` opens another stream.
      this.#work?.unsubscribe();
      status$.next({ type: 'left' });
    });
  }

  #enter(status: ConnectionStatus): void {
    this.#isFollowing ||= !this.#isStale(status);
    const workKey = workKeyOf(status);
    if (!this.#isFollowing || this.#subscriber.closed || workKey === this.#workKey) return;
    this.#workKey = workKey;
    this.#work?.unsubscribe();
    this.#work = new Subscription();
    this.#begin(status, this.#work);
  }

  /** The failure of an earlier subscription is not this one's: `wanted` always leaves `idle` and `failed`. */
  #isStale(status: ConnectionStatus): boolean {
    const run = 'run' in status ? status.run : undefined;
    if (this.#isQueued) this.#staleRun = run;
    this.#isQueued = false;
    return status.state === 'idle' || status.state === 'failed' || (run !== undefined && run === this.#staleRun);
  }

  #begin(status: ConnectionStatus, work: Subscription): void {
    switch (status.state) {
      case 'connecting':
      case 'online':
        work.add(socketRetry(status, this.#status$));
        work.add(defer(() => this.#open(status.transport)).subscribe(new Run(status.run, this.#status$, this.#subscriber, work)));
        return;
      case 'waiting':
        work.add(waiting(status, this.#status$, this.#options.wake$));
        return;
      case 'needsToken':
        work.add(this.#options.tokenCame$?.subscribe({ next: () => this.#status$.next({ type: 'token' }), error: () => undefined }));
        return;
      case 'failed':
        return this.#subscriber.error(status.error);
      case 'ended':
        return this.#subscriber.complete();
      case 'idle':
    }
  }
}

/** Going online is part of a run and must not restart it. Any other status ends the run, so there are never two sockets. */
const workKeyOf = (status: ConnectionStatus): unknown => (status.state === 'connecting' || status.state === 'online' ? status.run : status);

/** Where sockets do not open, the client polls and tries a socket again at the time that the status says. */
const socketRetry = ({ run, socketRetryAtMs }: Extract<ConnectionStatus, { transport: Transport }>, status$: StatusSubject): Subscription | undefined =>
  socketRetryAtMs === undefined
    ? undefined
    : timer(Math.max(0, socketRetryAtMs - asyncScheduler.now())).subscribe(() => status$.next({ type: 'socketAgain', run }));

const waiting = (
  { run, delayMs }: Extract<ConnectionStatus, { state: 'waiting' }>,
  status$: StatusSubject,
  wake$: Observable<unknown> = NEVER,
): Subscription =>
  merge(
    timer(delayMs).pipe(map((): ConnectionEvent => ({ type: 'due', run }))),
    eventsOf(wake$).pipe(map((): ConnectionEvent => ({ type: 'woken' }))),
  ).subscribe((event) => status$.next(event));

/**
 * Receives the signals of one run. One function receives all of them: a subject with a filter for each kind costs each activity half as
 * much as its parsing.
 */
class Run<T> implements Observer<Signal<T>> {
  readonly #run: number;
  readonly #status$: StatusSubject;
  readonly #subscriber: Subscriber<T>;
  readonly #work: Subscription;

  constructor(run: number, status$: StatusSubject, subscriber: Subscriber<T>, work: Subscription) {
    this.#run = run;
    this.#status$ = status$;
    this.#subscriber = subscriber;
    this.#work = work;
  }

  next(signal: Signal<T>): void {
    const run = this.#run;
    const status$ = this.#status$;
    const work = this.#work;
    switch (signal.kind) {
      case 'value':
        if (!work.closed) this.#subscriber.next(signal.value);
        return;
      case 'opened':
        status$.next({ type: 'opened', run });
        work.add(timer(HEALTHY_MS).subscribe(() => status$.next({ type: 'healthy', run })));
        return;
      case 'jumped':
        return status$.next({ type: 'jumped', run });
      case 'alive':
    }
  }

  /** The status that follows ends this run. */
  error(error: unknown): void {
    this.#status$.next({ type: 'lost', run: this.#run, error: asDirectLineError(error) });
  }

  complete(): void {
    this.error(streamEnded());
  }
}

const streamEnded = (): DirectLineSocketError => new DirectLineSocketError('the stream ended', true);
