import { of, throwError } from 'rxjs';
import type { DirectLineOptions } from '../../src/options.js';
import { textsIn } from '../support/deepWalk.js';
import { SECRET, SECRETS } from '../support/service.js';
import { inWorld, type World } from '../support/world.js';

/** Everything goes wrong once, and the service repeats each credential that it is shown; `inWorld` looks at all that was told. */
const badDay = (optionsOf: (world: World) => DirectLineOptions) =>
  inWorld(world => {
    const { service, listen, pass } = world;
    const line = world.client(optionsOf(world), { isBrowser: true });
    const heard = [line.activity$, line.token$].map(source => listen<unknown>(source));
    const post = () => heard.push(listen(line.postActivity({ type: 'message', text: 'hello' })));
    const again = (): void => {
      heard.forEach(each => each.errors.length > 0 && each.come());
      pass(10_000);
    };
    for (const op of ['start', 'reconnect', 'refresh', 'history', 'post'] as const)
      for (const status of [400, 401, 403, 404, 429, 500, 503]) {
        service.trouble(op, { status, code: 'BadArgument' });
        post();
        service.cut('collision');
        again();
      }
    service.socketTrouble('refused', 'never opens', { cutAfterMs: 10 });
    [undefined, 'collision'].forEach(reason => {
      service.cut(reason);
      again();
    });
    service.trouble('reconnect', { status: 403, code: 'TokenExpired' }, 4);
    service.expireTokens();
    service.cut();
    again();
    line.reconnect();
    again();
    service.pushText(`{"t":"${SECRETS.ticket}"`);
    service.trouble('reconnect', { status: 200, body: { token: `${SECRETS.token}9`, streamUrl: 7, conversationId: 'c1' } });
    service.cut();
    again();
    line.setToken(service.token('c99', 'ann'));
    again();
    service.forget();
    service.cut();
    again();
    expect(line.traced.filter(({ type }) => type === 'requestFailed' || type === 'response').length).toBeGreaterThan(20);
    expect(textsIn(line.statuses).some(text => text.includes('said to ***'))).toBe(true);
  });

describe('no status, event, error, stack or cause holds a credential on a bad day', () => {
  it('of a secret', badDay(() => ({ secret: SECRET })));
  it('of a token', badDay(({ service }) => ({ token: service.token() })));
  it('of a token with claims', badDay(({ service }) => ({ token: service.token('c7', 'ann'), user: 'bob' })));
  it('of a getToken', badDay(({ service }) => {
    let turn = 0;
    return {
      token: ({ conversationId }) => (turn++ % 3 === 1 ? throwError(() => new Error('down')) : of(service.token(conversationId ?? 'c7'))),
      onGone: 'restart',
    };
  }));
});
