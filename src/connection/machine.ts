import { asyncScheduler, distinctUntilChanged, map, ReplaySubject, type Observable } from 'rxjs';
import type { DirectLineError } from '../errors.js';
import type { ConnectionEvent } from './events.js';
import type { ConnectionStatus } from './status.js';
import { initialState, transition, type ConnectionState, type Rules } from './transition.js';

/** The one writer of a client's status: every change is an event through its queue. */
export interface Machine {
  /** The current state, then each next one; completes after `ended`. */
  readonly state$: Observable<ConnectionState>;
  /** The current status, then changes; completes after `ended`, never errors. */
  readonly status$: Observable<ConnectionStatus>;
  readonly state: ConnectionState;
  send(event: ConnectionEvent): void;
  /** Ends the run that goes on with this error. */
  lose(error: DirectLineError): void;
  /** Says that somebody listens; gives the number with which the states since then are marked. */
  want(): number;
}

/** Makes the machine of one client, alive until `ended`; it does nothing by itself. */
export const connectionMachine = (rules: Rules): Machine => {
  const next = transition(rules);
  // A ReplaySubject, since it still tells the last status after it has completed.
  const states = new ReplaySubject<ConnectionState>(1);
  // Mutable: the state is the point of it; the queue makes an event that comes while another is handled wait its turn.
  let state = initialState;
  let demands = 0;
  let draining = false;
  const queue: ConnectionEvent[] = [];

  const drain = (): void => {
    draining = true;
    for (let event = queue.shift(); event; event = queue.shift()) {
      const before = state;
      state = next(state, event);
      if (state === before) continue;
      states.next(state);
      if (state.status.state === 'ended') states.complete();
    }
    draining = false;
  };

  const send = (event: ConnectionEvent): void => {
    queue.push(event);
    if (!draining) drain();
  };

  states.next(state);
  return {
    state$: states.asObservable(),
    status$: states.pipe(
      map(({ status }) => status),
      distinctUntilChanged(),
    ),
    get state() {
      return state;
    },
    send,
    lose: error => send({ type: 'lost', run: state.run, error, nowMs: asyncScheduler.now() }),
    want: () => {
      demands += 1;
      send({ type: 'wanted', demand: demands, nowMs: asyncScheduler.now() });
      return demands;
    },
  };
};
