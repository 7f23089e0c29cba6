import { createDirectLine } from '../../src/index.js';
import { client, later, service, soon } from '../support/live.js';
import { filter } from 'rxjs';

// What a bundler does for a page.
jest.mock('../../src/transport/platform.js', () => jest.requireActual('../../src/transport/platform.browser.js'));

/** A page that has none of these. */
const without = (...names: readonly ('fetch' | 'WebSocket')[]): void => {
  for (const name of names) {
    const had = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true });
    later(() => (had ? Object.defineProperty(globalThis, name, had) : Reflect.deleteProperty(globalThis, name)));
  }
};

describe('a page without WebSocket', () => {
  it('polls where it was told to, and needs nothing but fetch', async () => {
    const at = await service();
    without('WebSocket');
    const ann = client(at, { transport: 'polling' });
    await ann.say('hello');
    await ann.heard('You said: hello');
    expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
  });

  it('polls, and says why, where it was told nothing', async () => {
    const at = await service();
    without('WebSocket');
    const ann = client(at);
    await ann.online();
    expect(ann.status()).toEqual({ state: 'online', run: 3, transport: 'polling', pollingReason: 'socketBlocked', socketRetryAtMs: expect.any(Number) });
    await ann.say('hello');
    await ann.heard('You said: hello');
  });

  it('has its socket where the app gives the class', async () => {
    const { WebSocket } = await import('ws');
    const at = await service();
    without('WebSocket');
    const ann = client(at, { WebSocket });
    await ann.online();
    expect(ann.status()).toEqual({ state: 'online', run: 1, transport: 'websocket' });
  });
});

describe('a page without fetch', () => {
  it('is told so by the status at once, with what is missing', async () => {
    without('fetch');
    const line = createDirectLine({ token: 'token' });
    later(() => line.end());
    line.activity$.subscribe({ error: () => undefined });
    const waiting = await soon(line.connectionStatus$.pipe(filter(({ state }) => state === 'waiting')), 'a wait');
    expect(waiting).toMatchObject({ state: 'waiting', attempt: 2, error: { name: 'DirectLineNetworkError', message: expect.stringContaining('fetch') } });
  });
});
