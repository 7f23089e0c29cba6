import {
  afterCollision, afterPutOff, afterUnopened, isUnopened, newRoute, transportOf, type Route,
} from '../../src/connection/route.js';
import {
  DirectLineHttpError, DirectLineNetworkError, DirectLineProtocolError, DirectLineSocketError, DirectLineTimeoutError, type DirectLineError,
} from '../../src/errors.js';

const MINUTE = 60_000;
/** What is known after so many sockets in a row that did not open, all at this time. */
const unopened = (times: number, nowMs = 0, before: Route = newRoute): Route =>
  Array.from({ length: times }).reduce<Route>(route => afterUnopened(route, nowMs), before);

describe("where 'auto' takes activities from", () => {
  it('is the socket, until two in a row did not open', () => {
    expect([0, 1, 2].map(times => transportOf('auto', unopened(times), 0))).toEqual(['websocket', 'websocket', 'polling']);
  });

  it('is polling for 5 minutes then, and says why', () => {
    const route = unopened(2, 1_000);
    expect(route.pollingReason).toBe('socketBlocked');
    expect([1_000, 1_000 + 5 * MINUTE - 1, 1_000 + 5 * MINUTE].map(nowMs => transportOf('auto', route, nowMs))).toEqual(['polling', 'polling', 'websocket']);
  });

  it('is polling again after one try that did not open, for 10, 20, 40 and then 60 minutes each', () => {
    let route = unopened(2);
    const putOffs = Array.from({ length: 6 }, () => {
      const triedMs = route.socketAtMs;
      route = afterUnopened(route, triedMs);
      expect([transportOf('auto', route, route.socketAtMs - 1), transportOf('auto', route, route.socketAtMs)]).toEqual(['polling', 'websocket']);
      return (route.socketAtMs - triedMs) / MINUTE;
    });
    expect(putOffs).toEqual([10, 20, 40, 60, 60, 60]);
  });

  it('is put off from when the try failed, not from when it began', () => {
    expect(unopened(1, 7 * MINUTE, unopened(2)).socketAtMs).toBe(17 * MINUTE);
  });

  it('is the socket when the put-off is over, whatever the clock says, and is put off longer if it does not open', () => {
    const over = afterPutOff(unopened(2));
    expect([transportOf('auto', over, 0), over.pollingReason]).toEqual(['websocket', 'socketBlocked']);
    expect(unopened(1, MINUTE, over).socketAtMs).toBe(11 * MINUTE);
  });

  it('is polling after a collision, at any time, and says why', () => {
    for (const route of [afterCollision(), afterPutOff(afterCollision())]) {
      expect([0, 10 * 60 * MINUTE, Infinity].map(nowMs => transportOf('auto', route, nowMs))).toEqual(['polling', 'polling', 'polling']);
      expect(route.pollingReason).toBe('otherClient');
    }
  });
});

describe('what the app has asked for', () => {
  const routes: readonly Route[] = [newRoute, unopened(1), unopened(2), unopened(9), afterPutOff(unopened(2)), afterCollision()];

  it.each(['websocket', 'polling'] as const)('never changes: %s', option => {
    for (const route of routes) for (const nowMs of [0, 5 * MINUTE, Infinity]) expect(transportOf(option, route, nowMs)).toBe(option);
  });
});

describe('a socket that did not open', () => {
  const timedOut = (what: DirectLineTimeoutError['what']): DirectLineError => new DirectLineTimeoutError(what, 10_000);

  it.each<[string, boolean, DirectLineError]>([
    ['a refused upgrade', true, new DirectLineSocketError('no', false, 1006)],
    ['one that was open', false, new DirectLineSocketError('cut', true, 1006)],
    ['a collision', false, new DirectLineSocketError('closed', true, 1000, 'collision')],
    ['an upgrade without an answer', true, timedOut('open')],
    ['one without an answer for as long as its stream URL lives', true, timedOut('streamUrl')],
    ['silence', false, timedOut('silence')],
    ['a request without an answer', false, timedOut('request')],
    ['a network that is down', false, new DirectLineNetworkError('refused', true)],
    ['a service that is down', false, new DirectLineHttpError('down', 503)],
    ['what cannot be read', false, new DirectLineProtocolError('nonsense')],
  ])('is told from other losses: %s: %p', (_, expected, error) => {
    expect(isUnopened(error)).toBe(expected);
  });
});
