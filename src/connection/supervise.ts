import {
  asyncScheduler, defer, distinctUntilChanged, EMPTY, finalize, ignoreElements, merge, NEVER, Observable, skipWhile, Subject,
  switchMap, takeWhile, tap, throwError, timer,
} from 'rxjs';
import { asDirectLineError, DirectLineSocketError } from '../errors.js';
import { alongside } from '../flow/alongside.js';
import type { Machine } from './machine.js';
import type { Open, Signal } from './signal.js';
import type { Transport } from './status.js';
import type { ConnectionState } from './transition.js';

/** Opens one run's stream by the transport that was chosen for it. */
export type OpenBy<T> = (transport: Transport) => Observable<Signal<T>>;

/** How long a stream has to be open before its loss is worth an attempt at once. */
export const HEALTHY_MS = 5_000;

/**
 * Runs what each status asks for, and tells the machine what came of it: opens a stream for each run, waits in between.
 * Subscribing is a demand for the stream, unsubscribing ends it; share it, since each subscription would open its own.
 * Errors with what it was given up for; completes when the machine has ended.
 */
export const supervise = <T>(machine: Machine, open: OpenBy<T>, wake$: Observable<unknown> = NEVER): Observable<T> =>
  defer(() => {
    const demand = machine.want();
    return machine.state$.pipe(
      // What was before our own demand was heard, an old failure above all, is not ours.
      skipWhile(state => state.demand < demand && state.status.state !== 'ended'),
      distinctUntilChanged((before, after) => keyOf(before) === keyOf(after)),
      takeWhile(({ status }) => status.state !== 'ended', true),
      switchMap(state => effectOf(state, machine, open, wake$)),
      finalize(() => machine.send({ type: 'left', demand, nowMs: asyncScheduler.now() })),
    );
  });

/** Going online is part of a run and must not restart it; anything else ends it: so there are never two sockets. */
const keyOf = ({ status, run, failures }: ConnectionState): string =>
  status.state === 'connecting' || status.state === 'online' ? `run ${run}` : `${status.state} ${run} ${failures}`;

const effectOf = <T>(state: ConnectionState, machine: Machine, open: OpenBy<T>, wake$: Observable<unknown>): Observable<T> => {
  const { status, run } = state;
  switch (status.state) {
    case 'connecting':
    case 'online':
      return runOf(run, machine, () => open(state.transport)).pipe(alongside(socketAgain(state, machine)));
    case 'waiting':
      return merge(
        timer(status.delayMs).pipe(tap(() => machine.send({ type: 'due', run, nowMs: asyncScheduler.now() }))),
        wake$.pipe(tap(() => machine.send({ type: 'woken', nowMs: asyncScheduler.now() }))),
      ).pipe(ignoreElements());
    case 'failed':
      return throwError(() => status.error);
    case 'idle':
    case 'expired':
      return NEVER;
    case 'ended':
      return EMPTY;
  }
};

/** Where a network did not let sockets open, they are tried again now and then. */
const socketAgain = ({ run, transport, route }: ConnectionState, machine: Machine): Observable<unknown> =>
  transport === 'websocket' || route.because !== 'handshake'
    ? EMPTY
    : timer(Math.max(0, route.socketAtMs - asyncScheduler.now())).pipe(
        tap(() => machine.send({ type: 'socketAgain', run, nowMs: asyncScheduler.now() })),
      );

const runOf = <T>(run: number, machine: Machine, open: Open<T>): Observable<T> =>
  new Observable<T>(subscriber => {
    // One function for all signals: a subject with a filter a kind costs each activity half as much as its parsing.
    const opened$ = new Subject<void>();
    const told = (signal: Signal<T>): void => {
      switch (signal.kind) {
        case 'value':
          return subscriber.next(signal.value);
        case 'opened':
          machine.send({ type: 'opened', run });
          return opened$.next();
        case 'jumped':
          return machine.send({ type: 'jumped', run, nowMs: asyncScheduler.now() });
        case 'alive':
      }
    };
    // The status that follows ends this run.
    const lost = (error: unknown): void =>
      machine.send({ type: 'lost', run, error: asDirectLineError(error), nowMs: asyncScheduler.now() });
    subscriber.add(opened$.pipe(switchMap(() => timer(HEALTHY_MS))).subscribe(() => machine.send({ type: 'healthy', run })));
    subscriber.add(defer(open).subscribe({ next: told, error: lost, complete: () => lost(streamEnded()) }));
  });

const streamEnded = (): DirectLineSocketError => new DirectLineSocketError('the stream ended', true);
