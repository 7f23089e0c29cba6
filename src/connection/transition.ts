import { asDirectLineError, classify, DirectLineCollisionError, type DirectLineError } from '../errors.js';
import type { ConnectionEvent } from './events.js';
import { askPolicy, backoffCeilingMs, type ReconnectPolicy } from './policy.js';
import { afterCollision, afterPutOff, afterUnopened, isUnopened, newRoute, transportOf, type Route, type TransportOption } from './route.js';
import type { ConnectionStatus, Transport } from './status.js';

/** What the next status depends on besides the event. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Goes up each time `connecting` is entered. */
  readonly run: number;
  /** The newest `wanted` that has been heard. */
  readonly demand: number;
  /** Attempts since the last connection that held. */
  readonly attempts: number;
  /** Whether this run has held. */
  readonly healthy: boolean;
  /** How often in a row it was given up, and when last. */
  readonly failures: number;
  readonly failedAtMs: number;
  /** When a stream of our own was lost or left last: its ghost can be in the way for a while. */
  readonly ownLossAtMs: number;
  readonly collisions: number;
  /** Where this run's activities come from, and what is known about where they can. */
  readonly transport: Transport;
  readonly route: Route;
}

export const initialState: ConnectionState = {
  status: { state: 'idle' },
  run: 0,
  demand: 0,
  attempts: 0,
  healthy: false,
  failures: 0,
  failedAtMs: -Infinity,
  ownLossAtMs: -Infinity,
  collisions: 0,
  transport: 'websocket',
  route: newRoute,
};

export interface Rules {
  readonly reconnectPolicy: ReconnectPolicy;
  readonly onGone: 'end' | 'restart';
  /** Default: `websocket`. */
  readonly transport?: TransportOption;
}

/** For how long a socket that we lost may still count with the service (docs/protocol.md, 7 and 20). */
const GHOST_MS = 90_000;
/** As many collisions in a row, none of them our ghost's, are somebody else's doing. */
const COLLISIONS = 3;

/** The next state: pure but for the policy, and total: what does not apply to a state changes nothing. */
export const transition =
  (rules: Rules) =>
  (state: ConnectionState, event: ConnectionEvent): ConnectionState => {
    const { status, run } = state;
    if (status.state === 'ended') return state;
    switch (event.type) {
      case 'wanted':
        return wanted(rules, { ...state, demand: event.demand }, event.nowMs);
      case 'left':
        return event.demand < state.demand || status.state === 'failed' || status.state === 'idle'
          ? state
          : idle(losing(state, event.nowMs));
      case 'opened':
        return event.run === run && status.state === 'connecting'
          ? { ...state, status: onlineBy(state), route: { ...state.route, unopened: 0 } }
          : state;
      case 'healthy':
        return event.run === run && status.state === 'online'
          ? held(state)
          : state;
      case 'lost':
        return event.run === run && isRunning(status) ? lost(rules, state, event.error, event.nowMs) : state;
      case 'jumped':
        return event.run === run && status.state === 'online' ? connecting(rules, losing(state, event.nowMs), 1, event.nowMs) : state;
      case 'socketAgain':
        return event.run === run && isRunning(status) ? triedAgain(rules, state, event.nowMs) : state;
      case 'due':
        return event.run === run && status.state === 'waiting' ? connecting(rules, state, status.attempt, event.nowMs) : state;
      case 'woken':
        return status.state === 'waiting' ? connecting(rules, state, status.attempt, event.nowMs) : state;
      case 'reconnect':
        return reconnected(rules, state, event.nowMs);
      case 'endOfConversation':
      case 'end':
        return { ...state, status: { state: 'ended', reason: event.type } };
    }
  };

const transportBy = ({ transport = 'websocket' }: Rules, route: Route, nowMs: number): Transport => transportOf(transport, route, nowMs);

const isRunning = ({ state }: ConnectionStatus): boolean => state === 'connecting' || state === 'online';

const connecting = (rules: Rules, state: ConnectionState, attempt: number, nowMs: number): ConnectionState => ({
  ...state,
  transport: transportBy(rules, state.route, nowMs),
  run: state.run + 1,
  attempts: attempt,
  healthy: false,
  status: { state: 'connecting', attempt },
});

const idle = (state: ConnectionState): ConnectionState => ({ ...state, attempts: 0, healthy: false, status: { state: 'idle' } });

const onlineBy = ({ transport, route: { because } }: ConnectionState): ConnectionStatus => ({
  state: 'online',
  transport,
  ...(transport === 'polling' && because && { because }),
});

/** A connection that has lasted proves itself, and a socket that has, the way to it. */
const held = (state: ConnectionState): ConnectionState => ({
  ...state,
  healthy: true,
  attempts: 0,
  failures: 0,
  collisions: 0,
  route: state.transport === 'websocket' ? newRoute : state.route,
});

/** Remembers that a socket of ours went away, if one was open, or was asked for: the service may have heard of that. */
const losing = (state: ConnectionState, nowMs: number, error?: DirectLineError): ConnectionState => {
  const asked = state.status.state === 'connecting' && (error === undefined || isUnopened(error));
  return state.transport === 'websocket' && (asked || state.status.state === 'online') ? { ...state, ownLossAtMs: nowMs } : state;
};

const wanted = (rules: Rules, before: ConnectionState, nowMs: number): ConnectionState => {
  // A new first subscriber may have the stream to itself.
  const fresh = before.status.state === 'idle' || before.status.state === 'failed';
  const state = fresh ? { ...before, collisions: 0, route: before.route.because === 'collision' ? newRoute : before.route } : before;
  const { status, failures, failedAtMs } = state;
  if (status.state === 'idle') return connecting(rules, state, 1, nowMs);
  if (status.state !== 'failed') return state;
  // Whoever subscribes again at once, retry() say, is slowed down all the same; without jitter, so that it never floods.
  const delayMs = Math.max(0, failedAtMs + backoffCeilingMs(failures) - nowMs);
  return delayMs === 0 ? connecting(rules, state, 1, nowMs) : waiting(state, { attempt: 1, delayMs, nowMs, error: status.error });
};

const waiting = (
  state: ConnectionState,
  { attempt, delayMs, nowMs, error }: { attempt: number; delayMs: number; nowMs: number; error: DirectLineError },
): ConnectionState => ({
  ...state,
  healthy: false,
  status: { state: 'waiting', attempt, delayMs, retryAtMs: nowMs + delayMs, error },
});

const reconnected = (rules: Rules, before: ConnectionState, nowMs: number): ConnectionState => {
  const state = { ...before, collisions: 0, route: newRoute };
  switch (state.status.state) {
    case 'idle':
      return state;
    case 'failed':
      return idle({ ...state, failures: 0, failedAtMs: -Infinity });
    default:
      return connecting(rules, losing(state, nowMs), 1, nowMs);
  }
};

const failed = (state: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => ({
  ...state,
  healthy: false,
  failures: state.failures + 1,
  failedAtMs: nowMs,
  status: { state: 'failed', error },
});

const lost = (rules: Rules, before: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  const socket = before.transport === 'websocket';
  if (socket && isCollision(error)) return collided(rules, before, error, nowMs);
  const state = { ...losing(before, nowMs, error), collisions: 0 };
  switch (classify(error)) {
    case 'heals':
      return socket && before.status.state === 'connecting' && isUnopened(error)
        ? unopened(rules, state, error, nowMs)
        : retried(rules, state, error, nowMs);
    case 'expired':
    case 'noToken':
      return { ...state, healthy: false, status: { state: 'expired', error } };
    case 'gone':
      if (rules.onGone === 'restart') return retried(rules, state, error, nowMs);
      // A token of another conversation can be mended by the app, a conversation that is gone cannot.
      return error.name === 'DirectLineTokenMismatchError'
        ? { ...state, healthy: false, status: { state: 'expired', error } }
        : { ...state, healthy: false, status: { state: 'ended', reason: 'gone' } };
    case 'final':
      return failed(state, error, nowMs);
  }
};

/** A socket that never opened teaches where to go; a change of transport is not waited for. */
const unopened = (rules: Rules, before: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  const state = { ...before, route: afterUnopened(before.route, nowMs) };
  const changes = transportBy(rules, state.route, nowMs) !== state.transport;
  return changes ? connecting(rules, state, state.attempts + 1, nowMs) : retried(rules, state, error, nowMs);
};

/** Only a polling run that would be a socket is replaced; one that has not opened yet has its attempts counted on. */
const triedAgain = (rules: Rules, before: ConnectionState, nowMs: number): ConnectionState => {
  const state = { ...before, route: afterPutOff(before.route) };
  const changes = transportBy(rules, state.route, nowMs) !== state.transport;
  return changes ? connecting(rules, state, Math.max(1, state.attempts), nowMs) : before;
};

const isCollision = (error: DirectLineError): boolean =>
  error.name === 'DirectLineSocketError' && error.reason === 'collision';

/** docs/protocol.md, 7: one socket a conversation. Is the other one our own that the service still counts, or another client's? */
const collided = (rules: Rules, state: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  const ghost = nowMs - state.ownLossAtMs <= GHOST_MS;
  const counted = { ...state, collisions: ghost ? 0 : state.collisions + 1 };
  if (!ghost && (state.healthy || counted.collisions >= COLLISIONS)) {
    if (rules.transport === 'auto') return connecting(rules, { ...counted, route: afterCollision() }, 1, nowMs);
    return failed(counted, new DirectLineCollisionError({ cause: error }), nowMs);
  }
  // Not a connection that held, whatever it was before: a ghost is waited for, not raced.
  return retried(rules, { ...counted, healthy: false, attempts: Math.max(1, counted.attempts) }, error, nowMs);
};

const retried = (rules: Rules, state: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  // A run that had held starts the count anew.
  const failedInRow = state.healthy ? 0 : state.attempts;
  try {
    const delayMs = askPolicy(rules.reconnectPolicy, failedInRow, error);
    return delayMs === null ? failed(state, error, nowMs) : waiting(state, { attempt: failedInRow + 1, delayMs, nowMs, error });
  } catch (thrown) {
    return failed(state, asDirectLineError(thrown), nowMs);
  }
};
