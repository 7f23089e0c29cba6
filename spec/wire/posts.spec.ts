import { concat, EMPTY, filter, of, throwError } from 'rxjs';
import { WebSocket } from 'ws';
import { factsOf } from '../support/facts.js';
import { client, repeated, service } from '../support/live.js';

const posts = /^POST .*\/activities$/;

describe('posts', () => {
  it('a hundred at once: each has an id of its own, and comes back once, its answer too', async () => {
    const at = await service();
    const ann = client(at);
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    const ids = await Promise.all(texts.map(ann.say));
    expect(new Set(ids).size).toBe(100);
    const wanted = texts.flatMap((text) => [text, `You said: ${text}`]);
    await ann.activities.until('the greeting, all of them and their answers have come', (all) => all.length >= 1 + wanted.length);
    expect([...ann.texts()].filter((text) => wanted.includes(text)).sort()).toEqual(wanted.sort());
    expect(repeated(ann)).toEqual([]);
    const mine = new Map(ann.activities.all.filter(({ from }) => from?.id === 'ann').map(({ id, text }) => [text, id]));
    expect(texts.map((text) => mine.get(text))).toEqual(ids);
    expect(at.requests(posts)).toHaveLength(100);
  });

  it('that meet 429 with Retry-After wait so long, and are sent again', async () => {
    const at = await service();
    const ann = client(at);
    await ann.online();
    at.faults.respond(429, { match: posts, retryAfter: 1, times: 2 });
    await Promise.all([ann.say('one'), ann.say('two')]);
    const [first, second, ...later] = at.requests(posts);
    expect([first?.status, second?.status, ...later.map(({ status }) => status)]).toEqual([429, 429, 200, 200]);
    expect((later[0]?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    await ann.heard('one');
    await ann.heard('two');
    expect(repeated(ann)).toEqual([]);
  });

  it.each([
    [502, undefined, 'unknown', 1],
    [400, undefined, 'rejected', 1],
    [413, undefined, 'rejected', 1],
    [429, 60, 'rejected', 1],
  ] as const)('that are answered %i (Retry-After: %s) error with outcome %s, and are not sent again', async (status, retryAfter, outcome, times) => {
    const at = await service({ bot: () => EMPTY });
    const ann = client(at);
    await ann.online();
    at.faults.respond(status, { match: posts, times: Infinity, ...(retryAfter !== undefined && { retryAfter }) });
    await expect(ann.say('hello')).rejects.toMatchObject({ name: 'DirectLineHttpError', status, outcome });
    expect(at.requests(posts)).toHaveLength(times);
    expect(ann.status()).toMatchObject({ state: 'online' });
  });

  it('that are answered 503 with Retry-After are sent again', async () => {
    const at = await service({ bot: () => EMPTY });
    const ann = client(at);
    at.faults.respond(503, { match: posts, retryAfter: 0 });
    await ann.say('hello');
    expect(at.requests(posts).map(({ status }) => status)).toEqual([503, 200]);
  });

  it('while the service is not there are sent when it is, within sendTimeoutMs', async () => {
    const { port, secret, close } = await service();
    await close();
    const at = { url: `http://127.0.0.1:${port}`, secret };
    const patient = client(at);
    const failures = factsOf(patient.line.trace$.pipe(filter(({ type }) => type === 'requestFailed')));
    const id = patient.say('hello?');
    await failures.until('it has been tried twice', (all) => all.length > 2);

    // Its second try is in the middle of its time, whatever the machine does.
    await expect(client(at, { sendTimeoutMs: 1_200, reconnectPolicy: () => 700 }).say('hello?')).rejects.toMatchObject({ name: 'DirectLineNetworkError', neverSent: true, outcome: 'rejected' });

    await service({ port, secret });
    expect(await id).toMatch(/\|\d+$/);
    await patient.heard('You said: hello?');
    expect(patient.texts().filter((text) => text === 'hello?')).toEqual(['hello?']);
  });

  it('whose bot fails are accepted by nobody: unknown, with the words of the bot', async () => {
    const at = await service({ bot: ({ text }) => (text === 'fail' ? concat(of({ type: 'message', text: 'half' }), throwError(() => new Error('out of paper'))) : EMPTY) });
    const ann = client(at);
    await ann.online();
    await expect(ann.say('fail')).rejects.toMatchObject({ status: 502, outcome: 'unknown', message: expect.stringContaining('out of paper') });
    await ann.heard('half');
  });
});

describe('the fetch and WebSocket of the options', () => {
  it('are used for everything, and the platform\'s own for nothing', async () => {
    const at = await service();
    const asked: string[] = [];
    const opened: string[] = [];
    class Mine extends WebSocket {
      constructor(url: string) {
        super(url);
        opened.push(url);
      }
    }
    const native = globalThis.fetch;
    const own = jest.spyOn(globalThis, 'fetch');
    const ann = client(at, {
      fetch: (url, init) => {
        asked.push(`${init.method} ${url.replace(/\/conversations\/.*\//, '/conversations/ID/')}`);
        return native(url, init);
      },
      WebSocket: Mine,
    });
    await ann.say('hello');
    await ann.heard('You said: hello');
    expect(asked).toEqual([`POST ${at.url}/v3/directline/conversations`, `POST ${at.url}/v3/directline/conversations/ID/activities`]);
    expect(opened).toHaveLength(1);
    expect(own).not.toHaveBeenCalled();
    own.mockRestore();
  });
});
