import {
  asyncScheduler, catchError, concat, connect, defer, distinctUntilChanged, EMPTY, filter, finalize, ignoreElements, map,
  merge, NEVER, skipWhile, switchMap, takeWhile, tap, throwError, timer, type Observable,
} from 'rxjs';
import { asDirectLineError, DirectLineSocketError } from '../errors.js';
import type { Machine } from './machine.js';
import type { Open } from './signal.js';
import type { ConnectionState } from './transition.js';

/** How long a stream has to be open before its loss is worth an attempt at once. */
export const HEALTHY_MS = 5_000;

/**
 * Runs what each status asks for, and tells the machine what came of it: opens a stream for each run, waits in between.
 * Subscribing is a demand for the stream, unsubscribing ends it; share it, since each subscription would open its own.
 * Errors with what it was given up for; completes when the machine has ended.
 */
export const supervise = <T>(machine: Machine, open: Open<T>, wake$: Observable<unknown> = NEVER): Observable<T> =>
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

const effectOf = <T>(state: ConnectionState, machine: Machine, open: Open<T>, wake$: Observable<unknown>): Observable<T> => {
  const { status, run } = state;
  switch (status.state) {
    case 'connecting':
    case 'online':
      return runOf(run, machine, open);
    case 'waiting':
      return merge(
        timer(status.delayMs).pipe(tap(() => machine.send({ type: 'due', run }))),
        wake$.pipe(tap(() => machine.send({ type: 'woken' }))),
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

const runOf = <T>(run: number, machine: Machine, open: Open<T>): Observable<T> =>
  defer(() => concat(open(), throwError(streamEnded))).pipe(
    connect(signal$ =>
      merge(
        signal$.pipe(
          filter(signal => signal.kind === 'opened'),
          tap(({ transport }) => machine.send({ type: 'opened', run, transport })),
          switchMap(() => timer(HEALTHY_MS)),
          tap(() => machine.send({ type: 'healthy', run })),
          ignoreElements(),
        ),
        signal$.pipe(
          filter(signal => signal.kind === 'jumped'),
          tap(() => machine.send({ type: 'jumped', run, nowMs: asyncScheduler.now() })),
          ignoreElements(),
        ),
        signal$.pipe(
          filter(signal => signal.kind === 'value'),
          map(({ value }) => value),
        ),
      ),
    ),
    catchError((error: unknown) => {
      machine.send({ type: 'lost', run, error: asDirectLineError(error), nowMs: asyncScheduler.now() });
      // The next status ends this run.
      return NEVER;
    }),
  );

const streamEnded = (): DirectLineSocketError => new DirectLineSocketError('the stream ended', true);
