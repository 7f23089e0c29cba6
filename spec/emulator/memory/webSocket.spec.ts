import { EMPTY, fromEvent, map, take } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { soon } from '../../support/live.js';
import { factsOf } from '../../support/facts.js';
import { serving, settled } from './support.js';

const silent = () => EMPTY;

describe("the service's WebSocket", () => {
  it('opens when the call is over, and tells listeners of both kinds, as the DOM has it', async () => {
    const { start, say, WebSocket } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const socket = new WebSocket(streamUrl);
    const told: unknown[] = [];
    for (const type of ['open', 'message', 'close'] as const) socket.addEventListener(type, (event) => told.push([event.type, event.target === socket]));
    socket.onopen = () => told.push('onopen');
    socket.onmessage = ({ data }) => told.push(typeof data);
    socket.onclose = ({ code, reason, wasClean }) => told.push([code, reason, wasClean]);
    expect([socket.readyState, socket.url, told]).toEqual([socket.CONNECTING, streamUrl, []]);
    await settled();
    expect([socket.readyState, told]).toEqual([WebSocket.OPEN, ['onopen', ['open', true]]]);
    await say(conversationId, 'hi');
    socket.close(4000, 'enough');
    expect(socket.readyState).toBe(WebSocket.CLOSING);
    await settled();
    expect(told.slice(2)).toEqual(['string', ['message', true], [4000, 'enough', true], ['close', true]]);
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('never tells anything within a call', async () => {
    const { start, listen, faults, say } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const { told } = listen(streamUrl);
    await settled();
    void say(conversationId, 'hi');
    expect(told).toEqual(['open']);
    expect(faults.drop()).toBe(1);
    expect(told).toEqual(['open']);
    await settled();
    expect(told).toEqual(['open', 'hi', '1006  not clean']);
  });

  it('serves what reads the DOM, RxJS and its own class among it', async () => {
    const { start, say, WebSocket } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const frames = factsOf(webSocket<{ readonly activities: readonly unknown[] }>({ url: streamUrl, WebSocketCtor: WebSocket }));
    await settled();
    await say(conversationId, 'hi');
    await frames.until('a frame comes', (all) => all[0]?.activities.length === 1);
    frames.leave();
    await settled();

    const again = await start();
    const socket = new WebSocket(again.streamUrl);
    const text$ = fromEvent<MessageEvent<string>>(socket, 'message').pipe(map(({ data }) => data), take(1));
    const first = soon(text$, 'a message comes');
    await say(again.conversationId, 'hello');
    expect(await first).toContain('hello');
  });

  it('takes what is sent and does nothing with it, once it is open', async () => {
    const { start, listen } = serving(silent);
    const { socket, told } = listen((await start()).streamUrl);
    expect(() => socket.send('early')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    await settled();
    socket.send('anything');
    socket.send(new Uint8Array([1]));
    socket.binaryType = 'arraybuffer';
    await settled();
    expect([told, socket.bufferedAmount]).toEqual([['open'], 0]);
  });

  it('refuses what the DOM refuses', async () => {
    const { start, listen, WebSocket } = serving(silent);
    for (const url of ['nonsense', 'https://in-memory.invalid/', '']) {
      expect(() => new WebSocket(url)).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
    }
    const { socket, told } = listen((await start()).streamUrl);
    expect(() => socket.close(1006)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }));
    expect(() => socket.close(1000, 'ü'.repeat(62))).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
    await settled();
    expect(told).toEqual(['open']);
  });

  it.each([
    ['without a ticket', (url: string) => url.replace(/&t=.*/, ''), 401],
    ['with a token for a ticket', (url: string, token: string) => url.replace(/t=.*/, `t=${token}`), 403],
    ['where no stream is', (url: string) => url.replace('/stream', '/nothing'), 404],
    ['for another conversation', (url: string) => url.replace(/conversations\/[^/]+/, 'conversations/other'), 403],
  ])('is refused %s: an error and a 1006', async (_, changed, status) => {
    const { start, listen, log } = serving(silent);
    const { streamUrl, token } = await start();
    const { told, socket } = listen(changed(streamUrl, token));
    await settled();
    expect([told, socket.readyState]).toEqual([['error', '1006  not clean'], socket.CLOSED]);
    expect(log.all.find(({ type }) => type === 'socketRefused')).toMatchObject({ status });
  });

  it('reaches no other host', async () => {
    const { start, listen, log } = serving(silent);
    const { told } = listen((await start()).streamUrl.replace('in-memory.invalid', 'directline.botframework.com'));
    await settled();
    expect([told, log.all.filter(({ type }) => type.startsWith('socket'))]).toEqual([['error', '1006  not clean'], []]);
  });

  it('can be closed before it opens, by who does not want it any more', async () => {
    const { start, listen, ticket, log, faults } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const early = listen(streamUrl);
    early.socket.close();
    early.socket.close();
    await settled();
    expect([early.told, log.all.some(({ type }) => type === 'socketOpened')]).toEqual([['error', '1006  not clean'], false]);

    faults.neverOpen();
    const never = listen(await ticket(conversationId));
    await settled();
    expect(never.socket.readyState).toBe(never.socket.CONNECTING);
    never.socket.close();
    await settled();
    expect(never.told).toEqual(['error', '1006  not clean']);
  });

  it('says in the log who closed it, and frees the conversation for the next one', async () => {
    const { start, listen, ticket, log } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const first = listen(streamUrl);
    await settled();
    const next = await ticket(conversationId);
    first.socket.close();
    const second = listen(next);
    await settled();
    expect([first.told, second.told]).toEqual([['open', '1005  clean'], ['open']]);
    expect(log.all.filter(({ type }) => type.startsWith('socket'))).toMatchObject([
      { type: 'socketOpened', socket: 's1', conversationId }, { type: 'socketClosed', socket: 's1', code: 1005 }, { type: 'socketOpened', socket: 's2' },
    ]);
  });
});

describe('a stream in memory', () => {
  it('of a conversation that has one is closed with collision, or closes the older one, as is asked for', async () => {
    const meeting = async (collision: 'newcomer' | 'older' | 'none') => {
      const { start, listen, ticket } = serving(silent, { uncertain: { collision } });
      const { conversationId, streamUrl } = await start();
      const [older, newcomer] = [listen(streamUrl), listen(await ticket(conversationId))];
      await settled();
      return [older.told, newcomer.told];
    };
    expect(await meeting('newcomer')).toEqual([['open'], ['open', '1008 collision clean']]);
    expect(await meeting('older')).toEqual([['open', '1008 collision clean'], ['open']]);
    expect(await meeting('none')).toEqual([['open'], ['open']]);
  });

  it('begins after its watermark, and with more when that is planned', async () => {
    const { start, say, listen, ticket, faults } = serving(silent);
    const { conversationId } = await start();
    for (const text of ['zero', 'one', 'two']) await say(conversationId, text);
    const first = listen(await ticket(conversationId, '1'));
    await settled();
    first.socket.close();
    faults.replay('all');
    const second = listen(await ticket(conversationId, '2'));
    await settled();
    expect([first.told, second.told]).toEqual([['open', 'two', '1005  clean'], ['open', 'zero,one,two']]);
  });

  it('has the faults of the emulator', async () => {
    const { start, listen, ticket, say, faults } = serving(silent);
    const { conversationId, streamUrl } = await start();
    const first = listen(streamUrl);
    await settled();
    expect(faults.drop({ code: 1001, reason: 'restart' })).toBe(1);
    await settled();
    expect(first.told).toEqual(['open', '1001 restart clean']);

    faults.refuse();
    const refused = listen(await ticket(conversationId));
    const second = listen(await ticket(conversationId));
    await settled();
    expect([refused.told, second.told]).toEqual([['error', '1006  not clean'], ['open']]);

    expect(faults.silence()).toBe(1);
    await say(conversationId, 'lost');
    expect(faults.ghost()).toBe(1);
    const third = listen(await ticket(conversationId));
    await settled();
    expect([second.told, third.told]).toEqual([['open', '1006  not clean'], ['open', '1008 collision clean']]);
    expect(() => faults.drop({ code: 5 })).toThrow(/drop.*close code/);
  });
});
