import { asDirectLineError, classifyError, DirectLineCollisionError, type DirectLineError } from '../errors.js';
import { askPolicy, backoffCeilingMs, type ReconnectPolicy } from './policy.js';
import { afterCollision, afterPutOff, afterUnopened, isUnopened, newRoute, transportOf, type Route, type TransportOption } from './route.js';
import type { ConnectionEvent, ConnectionStatus, Transport } from './status.js';

/** What the next status depends on besides the event. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Rises each time `connecting` is entered. */
  readonly run: number;
  /** When that was. */
  readonly runAtMs: number;
  /** How many subscribers want a stream. */
  readonly streams: number;
  /** Attempts since the last connection that held. */
  readonly attempts: number;
  /** Whether this run has held. */
  readonly healthy: boolean;
  /** Whether it was online since a stream is wanted. */
  readonly hasBeenOnline: boolean;
  /** How often in a row the client gave up, and when last. */
  readonly failures: number;
  readonly failedAtMs: number;
  /** When a stream of this client was last lost or left: its ghost can be in the way for a while. */
  readonly ownLossAtMs: number;
  readonly collisions: number;
  /** How this run's activities arrive, and what is known about which transport works. */
  readonly transport: Transport;
  readonly route: Route;
}

export const initialState: ConnectionState = {
  status: { state: 'idle' },
  run: 0,
  runAtMs: -Infinity,
  streams: 0,
  attempts: 0,
  healthy: false,
  hasBeenOnline: false,
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
  readonly transport: TransportOption;
}

/** How long a socket that this client lost may still count with the service (docs/protocol.md, 7 and 20). */
const GHOST_MS = 90_000;
/** So many collisions in a row, none of them with a ghost, mean that another client holds the stream. */
const COLLISIONS = 3;

/** The next state. It is pure but for the policy, and total: an event that does not apply to a state changes nothing. */
export const transition =
  (rules: Rules) =>
  (state: ConnectionState, event: ConnectionEvent, nowMs: number): ConnectionState => {
    const { status, run } = state;
    if (status.state === 'ended' || ('run' in event && event.run !== run)) return state;
    switch (event.type) {
      case 'wanted':
        return wanted(rules, { ...state, streams: state.streams + 1 }, nowMs);
      case 'left':
        return left(state, nowMs);
      case 'opened':
        return status.state === 'connecting'
          ? { ...state, hasBeenOnline: true, status: onlineBy(state), route: { ...state.route, unopened: 0 } }
          : state;
      case 'healthy':
        return status.state === 'online' ? held(state) : state;
      case 'lost':
        return isRunning(status) ? lost(rules, state, event.error, nowMs) : state;
      case 'jumped':
        return status.state === 'online' ? connecting(rules, losing(state, nowMs), 1, nowMs) : state;
      case 'socketAgain':
        return isRunning(status) ? triedAgain(rules, state, nowMs) : state;
      case 'due':
      case 'woken':
        return status.state === 'waiting' ? connecting(rules, state, status.attempt, nowMs) : state;
      case 'token':
        return status.state === 'needsToken' ? connecting(rules, state, 1, nowMs) : state;
      case 'reconnect':
        return reconnected(rules, state, nowMs, 'run' in event);
      case 'endOfConversation':
      case 'end':
        return { ...state, status: { state: 'ended', reason: event.type } };
      default:
        // An app may send anything.
        return state;
    }
  };

const isRunning = ({ state }: ConnectionStatus): boolean => state === 'connecting' || state === 'online';

const connecting = (rules: Rules, state: ConnectionState, attempt: number, nowMs: number): ConnectionState => {
  const transport = transportOf(rules.transport, state.route, nowMs);
  const run = state.run + 1;
  const status: ConnectionStatus = { state: 'connecting', run, attempt, transport, ...socketRetryOf(transport, state.route) };
  return { ...state, transport, run, runAtMs: nowMs, attempts: attempt, healthy: false, status };
};

const idle = (state: ConnectionState): ConnectionState =>
  ({ ...state, attempts: 0, healthy: false, status: { state: 'idle' } });

const left = (before: ConnectionState, nowMs: number): ConnectionState => {
  if (before.streams === 0) return before;
  const state = { ...before, streams: before.streams - 1 };
  return state.streams > 0 || state.status.state === 'failed' || state.status.state === 'idle' ? state : idle(losing(state, nowMs));
};

const onlineBy = ({ run, transport, route }: ConnectionState): ConnectionStatus => ({
  state: 'online',
  run,
  transport,
  ...(transport === 'polling' && route.pollingReason && { pollingReason: route.pollingReason }),
  ...socketRetryOf(transport, route),
});

const socketRetryOf = (transport: Transport, { pollingReason, socketAtMs }: Route): { readonly socketRetryAtMs?: number } =>
  transport === 'polling' && pollingReason === 'socketBlocked' ? { socketRetryAtMs: socketAtMs } : {};

/** A connection that has held resets all counts; a socket that has held shows that sockets work. */
const held = (state: ConnectionState): ConnectionState => ({
  ...state,
  healthy: true,
  attempts: 0,
  failures: 0,
  collisions: 0,
  route: state.transport === 'websocket' ? newRoute : state.route,
});

/** Notes the loss of a socket that was open or asked for: the service may still count it. */
const losing = (state: ConnectionState, nowMs: number, error?: DirectLineError): ConnectionState => {
  const asked = state.status.state === 'connecting' && (error === undefined || isUnopened(error));
  return state.transport === 'websocket' && (asked || state.status.state === 'online') ? { ...state, ownLossAtMs: nowMs } : state;
};

const wanted = (rules: Rules, before: ConnectionState, nowMs: number): ConnectionState => {
  // A new first subscriber may find the stream free.
  const fresh = before.status.state === 'idle' || before.status.state === 'failed';
  const state = fresh ? { ...before, hasBeenOnline: false, collisions: 0, route: before.route.pollingReason === 'otherClient' ? newRoute : before.route } : before;
  const { status, failures, failedAtMs } = state;
  if (status.state === 'idle') return connecting(rules, state, 1, nowMs);
  if (status.state !== 'failed') return state;
  // A subscriber that comes back at once, by retry() say, has to wait; without jitter, so that it never floods the service.
  const delayMs = Math.max(0, failedAtMs + backoffCeilingMs(failures) - nowMs);
  return delayMs === 0 ? connecting(rules, state, 1, nowMs) : waiting(state, { attempt: 1, delayMs, nowMs, error: status.error });
};

const waiting = (
  state: ConnectionState,
  { attempt, delayMs, nowMs, error }: { attempt: number; delayMs: number; nowMs: number; error: DirectLineError },
): ConnectionState => ({
  ...state,
  healthy: false,
  status: { state: 'waiting', run: state.run, attempt, delayMs, retryAtMs: nowMs + delayMs, hasBeenOnline: state.hasBeenOnline, error },
});

const reconnected = (rules: Rules, before: ConnectionState, nowMs: number, replacesRun: boolean): ConnectionState => {
  const state = { ...before, collisions: 0, route: newRoute };
  switch (state.status.state) {
    case 'idle':
      return state;
    case 'failed':
      return idle({ ...state, failures: 0, failedAtMs: -Infinity });
    case 'connecting':
      // A token and a reconnect in one moment begin one run.
      if (!replacesRun && state.runAtMs === nowMs && state.transport === transportOf(rules.transport, state.route, nowMs)) return state;
      return connecting(rules, losing(state, nowMs), 1, nowMs);
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
  switch (classifyError(error)) {
    case 'heals':
      return socket && before.status.state === 'connecting' && isUnopened(error)
        ? unopened(rules, state, error, nowMs)
        : retried(rules, state, error, nowMs);
    case 'expired':
    case 'noToken':
      return needsToken(state, error);
    case 'gone':
      if (rules.onGone === 'restart') return retried(rules, state, error, nowMs);
      // The app can replace a token of another conversation, but not a conversation that is gone.
      return error.name === 'DirectLineTokenMismatchError'
        ? needsToken(state, error)
        : { ...state, healthy: false, status: { state: 'ended', reason: 'gone' } };
    case 'final':
      return failed(state, error, nowMs);
  }
};

const needsToken = (state: ConnectionState, error: DirectLineError): ConnectionState =>
  ({ ...state, healthy: false, status: { state: 'needsToken', reason: reasonOf(error), error } });

const reasonOf = (error: DirectLineError): Extract<ConnectionStatus, { state: 'needsToken' }>['reason'] => {
  if (error.name === 'DirectLineTokenMismatchError') return 'otherConversation';
  return error.name === 'DirectLineTokenError' ? error.reason : 'expired';
};

/** A socket that never opened may change the transport, and a change of transport does not wait. */
const unopened = (rules: Rules, before: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  const state = { ...before, route: afterUnopened(before.route, nowMs) };
  const changes = transportOf(rules.transport, state.route, nowMs) !== state.transport;
  return changes ? connecting(rules, state, state.attempts + 1, nowMs) : retried(rules, state, error, nowMs);
};

/** Replaces a polling run that would be a socket now; one that has not opened yet keeps its count of attempts. */
const triedAgain = (rules: Rules, before: ConnectionState, nowMs: number): ConnectionState => {
  const state = { ...before, route: afterPutOff(before.route) };
  const changes = transportOf(rules.transport, state.route, nowMs) !== state.transport;
  return changes ? connecting(rules, state, Math.max(1, state.attempts), nowMs) : before;
};

const isCollision = (error: DirectLineError): boolean =>
  error.name === 'DirectLineSocketError' && error.reason === 'collision';

/** The service allows one socket a conversation (docs/protocol.md, 7): the other one is an old socket of this client, or another client's. */
const collided = (rules: Rules, state: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  const ghost = nowMs - state.ownLossAtMs <= GHOST_MS;
  const counted = { ...state, collisions: ghost ? 0 : state.collisions + 1 };
  if (!ghost && (state.healthy || counted.collisions >= COLLISIONS)) {
    if (rules.transport === 'auto') return connecting(rules, { ...counted, route: afterCollision() }, 1, nowMs);
    return failed(counted, new DirectLineCollisionError({ cause: error }), nowMs);
  }
  // Treat the connection as unhealthy: wait until the service drops our old socket instead of retrying at once.
  return retried(rules, { ...counted, healthy: false, attempts: Math.max(1, counted.attempts) }, error, nowMs);
};

const retried = (rules: Rules, state: ConnectionState, error: DirectLineError, nowMs: number): ConnectionState => {
  // A run that had held starts the count at 0.
  const failedInRow = state.healthy ? 0 : state.attempts;
  try {
    const delayMs = askPolicy(rules.reconnectPolicy, failedInRow, error);
    return delayMs === null ? failed(state, error, nowMs) : waiting(state, { attempt: failedInRow + 1, delayMs, nowMs, error });
  } catch (thrown) {
    return failed(state, asDirectLineError(thrown), nowMs);
  }
};
