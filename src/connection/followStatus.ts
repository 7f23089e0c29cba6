import {
  asyncScheduler, catchError, defer, distinctUntilChanged, EMPTY, finalize, ignoreElements, merge, NEVER, Observable, skipWhile, Subject, switchMap, takeWhile,
  tap, throwError, timer,
} from 'rxjs';
import { asDirectLineError, DirectLineSocketError } from '../errors.js';
import { alongside } from '../flow/alongside.js';
import { eventsOf } from '../flow/eventsOf.js';
import type { Signal } from './signal.js';
import type { ConnectionStatus, StatusSubject, Transport } from './status.js';

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
export const followStatus = <T>(
  status$: StatusSubject,
  open: OpenStream<T>,
  { tokenCame$ = NEVER, wake$ = NEVER }: FollowStatusOptions = {},
): Observable<T> => {
  const workOf = (status: ConnectionStatus): Observable<T> => {
    switch (status.state) {
      case 'connecting':
      case 'online':
        return runOf(status.run, status$, () => open(status.transport)).pipe(alongside(socketRetry(status, status$)));
      case 'waiting':
        return merge(
          timer(status.delayMs).pipe(tap(() => status$.next({ type: 'due', run: status.run }))),
          eventsOf(wake$).pipe(tap(() => status$.next({ type: 'woken' }))),
        ).pipe(ignoreElements());
      case 'needsToken':
        return merge(tokenCame$.pipe(tap(() => status$.next({ type: 'token' })), ignoreElements(), catchError(() => NEVER)), NEVER);
      case 'failed':
        return throwError(() => status.error);
      case 'idle':
        return NEVER;
      case 'ended':
        return EMPTY;
    }
  };
  return defer(() => {
    status$.next({ type: 'wanted' });
    // Mutable: a run that `wanted` will end, because it waits behind the event that is handled now.
    let isQueued = status$.isHandling === true;
    let staleRun: number | undefined;
    const isStale = (status: ConnectionStatus): boolean => {
      const run = 'run' in status ? status.run : undefined;
      if (isQueued) staleRun = run;
      isQueued = false;
      // The failure of an earlier subscription is not this one's: `wanted` always leaves `idle` and `failed`.
      return status.state === 'idle' || status.state === 'failed' || (run !== undefined && run === staleRun);
    };
    return status$.pipe(
      skipWhile(isStale),
      distinctUntilChanged((before, after) => workKeyOf(before) === workKeyOf(after)),
      takeWhile(({ state }) => state !== 'ended', true),
      switchMap(workOf),
      finalize(() => status$.next({ type: 'left' })),
    );
  });
};

/** Going online is part of a run and must not restart it. Any other status ends the run, so there are never two sockets. */
const workKeyOf = (status: ConnectionStatus): unknown => (status.state === 'connecting' || status.state === 'online' ? status.run : status);

/** Where sockets do not open, the client polls and tries a socket again at the time that the status says. */
const socketRetry = ({ run, socketRetryAtMs }: Extract<ConnectionStatus, { transport: Transport }>, status$: StatusSubject): Observable<unknown> =>
  socketRetryAtMs === undefined
    ? EMPTY
    : timer(Math.max(0, socketRetryAtMs - asyncScheduler.now())).pipe(tap(() => status$.next({ type: 'socketAgain', run })));

const runOf = <T>(run: number, status$: StatusSubject, open: () => Observable<Signal<T>>): Observable<T> =>
  new Observable<T>((subscriber) => {
    // One function for all signals: a subject with a filter for each kind costs each activity half as much as its parsing.
    const opened$ = new Subject<void>();
    const receive = (signal: Signal<T>): void => {
      switch (signal.kind) {
        case 'value':
          return subscriber.next(signal.value);
        case 'opened':
          status$.next({ type: 'opened', run });
          return opened$.next();
        case 'jumped':
          return status$.next({ type: 'jumped', run });
        case 'alive':
      }
    };
    // The status that follows ends this run.
    const lose = (error: unknown): void => status$.next({ type: 'lost', run, error: asDirectLineError(error) });
    subscriber.add(opened$.pipe(switchMap(() => timer(HEALTHY_MS))).subscribe(() => status$.next({ type: 'healthy', run })));
    subscriber.add(defer(open).subscribe({ next: receive, error: lose, complete: () => lose(streamEnded()) }));
  });

const streamEnded = (): DirectLineSocketError => new DirectLineSocketError('the stream ended', true);
