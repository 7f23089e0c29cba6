import { delay, EMPTY, lastValueFrom, NEVER, of, toArray } from 'rxjs';
import { ask, createDirectLine, type Activity, type ConnectionStatus } from '../../../src/index.js';
import type { DirectLineSettings } from '../../../src/options.js';
import { inMemoryService, type BotFunction, type InMemoryOptions } from '../../../src/testing/index.js';
import { serving, settled } from './support.js';

/** All that Jest can fake, but for the clock itself and the timers of RxJS. */
const others = [
  'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback',
  'cancelIdleCallback', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout',
] as const;

const parrot: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }) : EMPTY);

/** A service and its client, who hears everything; both have ended when the spec has. */
function chat(bot: BotFunction, options: InMemoryOptions = {}, more: DirectLineSettings = {}) {
  const { url: baseUrl, secret, fetch, WebSocket, faults, log$, close } = inMemoryService(bot, options);
  const line = createDirectLine({ baseUrl, secret, fetch, WebSocket, user: 'ann', ...more });
  const [texts, states, log]: [string[], ConnectionStatus['state'][], string[]] = [[], [], []];
  line.activity$.subscribe(({ text, type }: Activity) => texts.push(text ?? type));
  line.connectionStatus$.subscribe(({ state }) => states.push(state));
  log$.subscribe((event) => log.push(event.type === 'request' ? `${event.method} ${event.path.replace(/conversations\/[^/]+/, 'C')} ${event.status}` : event.type));
  chats.push(() => {
    line.end();
    void close();
  });
  return { line, texts, states, log, faults };
}
const chats: (() => void)[] = [];

describe.each([['all that Jest fakes', {}], ['Date, setInterval and clearInterval only', { doNotFake: [...others] }]])('with %s faked', (_, config) => {
  beforeEach(() => void jest.useFakeTimers(config));
  afterEach(async () => {
    for (const end of chats.splice(0)) end();
    await jest.advanceTimersByTimeAsync(0);
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
  });

  it('requests and streams need no time at all', async () => {
    const { start, listen, say, close } = serving(parrot);
    chats.push(() => void close());
    const { conversationId, streamUrl } = await start();
    const { told } = listen(streamUrl);
    await settled();
    await say(conversationId, 'hello');
    await settled();
    expect(told).toEqual(['open', 'hello', 'That: hello']);
  });

  it('a second of quiet takes no time', async () => {
    const { line } = chat(parrot);
    const answers = lastValueFrom(ask(line, 'hello').pipe(toArray()));
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await answers).map(({ text }) => text)).toEqual(['That: hello']);
  });

  it('a bot takes the time that it takes, and one that takes too long has a 504 after 15 s', async () => {
    const { line, log, texts } = chat(({ type, text }) => (type !== 'message' ? EMPTY : text === 'never' ? NEVER : of({ type, text: 'at last' }).pipe(delay(5_000))));
    const outcomes: unknown[] = [];
    for (const text of ['slow', 'never']) {
      line.postActivity({ type: 'message', text }).subscribe({ next: () => outcomes.push(text), error: ({ name }: Error) => outcomes.push(name) });
    }
    await jest.advanceTimersByTimeAsync(4_900);
    expect([texts.includes('at last'), outcomes]).toEqual([false, []]);
    await jest.advanceTimersByTimeAsync(200);
    expect([texts.includes('at last'), outcomes]).toEqual([true, ['slow']]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(log).toContain('POST /v3/directline/C/activities 504');
  });

  it('an hour passes: keep-alives come, and a token is renewed before it ends', async () => {
    const { line, states, log, texts } = chat(parrot, { tokenLifetimeMs: 1_800_000 });
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(states).toEqual(['connecting', 'online']);
    expect(log).toContain('POST /v3/directline/tokens/refresh 200');
    expect(log.filter((what) => what === 'socketOpened')).toHaveLength(1);
    const posted = lastValueFrom(line.postActivity({ type: 'message', text: 'still there?' }));
    await jest.advanceTimersByTimeAsync(10);
    await posted;
    expect(texts.slice(-2)).toEqual(['still there?', 'That: still there?']);
  });

  it('a stream that is cut, a ghost, and a stream that falls silent lose nothing', async () => {
    const { line, texts, states, faults } = chat(parrot);
    await jest.advanceTimersByTimeAsync(10_000);
    for (const fault of [() => faults.drop(), () => faults.ghost(), () => faults.silence()]) {
      expect(fault()).toBe(1);
      const text = `after ${texts.length}`;
      line.postActivity({ type: 'message', text }).subscribe();
      await jest.advanceTimersByTimeAsync(120_000);
      expect(texts.filter((told) => told.endsWith(text))).toEqual([text, `That: ${text}`]);
      expect(states.at(-1)).toBe('online');
    }
  });

  it.each(['polling', 'auto'] as const)('a token that ends at once, and a service that is busy, are got over by %s', async (transport) => {
    const { line, texts, faults, states } = chat(parrot, {}, { transport });
    await jest.advanceTimersByTimeAsync(10_000);
    faults.expire();
    faults.respond(503, { times: 3, retryAfter: 1 });
    line.postActivity({ type: 'message', text: 'after all' }).subscribe({ error: () => texts.push('not posted') });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(texts.slice(-2)).toEqual(['after all', 'That: after all']);
    expect(states.at(-1)).toBe('online');
  });

  it('whoever has left keeps no timer, though the service is not closed', async () => {
    const { line } = chat(parrot);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(jest.getTimerCount()).toBeGreaterThan(0);
    line.end();
    await jest.advanceTimersByTimeAsync(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
