import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { isDirectLineError, type DirectLineError } from '../../src/errors.js';
import { webSocket, type Frame, type WebSocketConstructor, type WebSocketLike } from '../../src/transport/socket.js';

const uncaught: unknown[] = [];
const caught = (error: unknown): void => void uncaught.push(error);
const toClose: (() => unknown)[] = [];

beforeAll(() => process.on('uncaughtException', caught).on('unhandledRejection', caught));
afterAll(() => process.off('uncaughtException', caught).off('unhandledRejection', caught));
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
  await new Promise(setImmediate);
  expect(uncaught.splice(0)).toEqual([]);
});

const portOf = (server: Server): number => {
  const isTcp = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null;
  const address = server.address();
  if (!isTcp(address)) throw new Error('no port');
  return address.port;
};

/** A server that does this with whoever wants a socket; its URL. */
const upgrading = async (upgrade: (message: IncomingMessage, tcp: TcpSocket, head: Buffer) => void): Promise<string> => {
  const server = createServer();
  const open = new Set<TcpSocket>();
  server.on('connection', tcp => open.add(tcp));
  server.on('upgrade', upgrade);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  toClose.push(() => new Promise(resolve => {
    server.close(resolve);
    open.forEach(tcp => tcp.destroy());
  }));
  return `ws://127.0.0.1:${portOf(server)}/stream?t=ticket-text`;
};

/** A server that opens sockets, and does this with each. */
const serving = (connected: (socket: ServerSocket) => void): Promise<string> => {
  const sockets = new WebSocketServer({ noServer: true });
  return upgrading((message, tcp, head) => sockets.handleUpgrade(message, tcp, head, connected));
};

/** What a socket tells until it has told so much, or has ended. */
const told = (url: string, count = Infinity, onFrame: (frame: Frame) => void = () => undefined): Promise<{ frames: Frame[]; error?: DirectLineError }> =>
  new Promise((resolve, reject) => {
    const frames: Frame[] = [];
    const subscription = webSocket()(url).subscribe({
      next: frame => {
        frames.push(frame);
        onFrame(frame);
        if (frames.length < count) return;
        queueMicrotask(() => subscription.unsubscribe());
        resolve({ frames });
      },
      error: (error: unknown) => (isDirectLineError(error) ? resolve({ frames, error }) : reject(error)),
      complete: () => reject(new Error('it completed')),
    });
    toClose.push(() => subscription.unsubscribe());
  });

const opened = { kind: 'opened', ping: expect.any(Function) };

describe('a socket', () => {
  it('tells that it opened, each text, empty ones too, and of anything else that it is alive', async () => {
    const url = await serving(socket => {
      socket.send('{"a":"é"}');
      socket.send('');
      socket.send(Buffer.from('binary'));
      socket.send('last');
    });
    const { frames } = await told(url, 5);
    expect(frames).toEqual([opened, { kind: 'text', text: '{"a":"é"}' }, { kind: 'text', text: '' }, { kind: 'alive' }, { kind: 'text', text: 'last' }]);
  });

  it('can be pinged, and tells of the pong', async () => {
    const pinged = jest.fn();
    const url = await serving(socket => socket.on('ping', pinged));
    const { frames } = await told(url, 2, frame => frame.kind === 'opened' && frame.ping?.());
    expect([frames, pinged.mock.calls.length]).toEqual([[opened, { kind: 'alive' }], 1]);
  });

  it('that is open beside another is pinged and closed for itself', async () => {
    const pings: number[] = [];
    const closed: Promise<number>[] = [];
    const url = await serving(socket => {
      const place = closed.length;
      closed.push(new Promise(resolve => socket.on('close', () => resolve(place))));
      socket.on('ping', () => pings.push(place));
    });
    // One function for both, as a client has one.
    const open = webSocket();
    const alive: number[] = [];
    const connect = (name: number): Promise<{ readonly ping: () => void; readonly leave: () => void }> =>
      new Promise((resolve, reject) => {
        const subscription = open(url).subscribe({
          next: frame => {
            if (frame.kind === 'alive') alive.push(name);
            if (frame.kind === 'opened') resolve({ ping: () => frame.ping?.(), leave: () => subscription.unsubscribe() });
          },
          error: reject,
        });
        toClose.push(() => subscription.unsubscribe());
      });
    const [first, second] = [await connect(0), await connect(1)];
    first.ping();
    first.leave();
    expect(await closed[0]).toBe(0);
    second.ping();
    second.leave();
    expect(await closed[1]).toBe(1);
    expect(pings).toEqual([0, 1]);
  });

  it('survives a ping after its end', async () => {
    const { frames } = await told(await serving(socket => socket.close()));
    const [frame] = frames;
    expect(() => frame?.kind === 'opened' && frame.ping?.()).not.toThrow();
  });

  it.each([[1000, ''], [1000, 'collision'], [1011, 'restart'], [4001, 'own']])('that the service closes with %i %j errors and says so', async (code, reason) => {
    const { frames, error } = await told(await serving(socket => socket.close(code, reason)));
    expect(frames).toEqual([opened]);
    expect(error).toMatchObject({ name: 'DirectLineSocketError', opened: true, closeCode: code, reason, message: expect.stringContaining(`the stream closed (${code})`) });
  });

  it('that is cut errors', async () => {
    const { error } = await told(await serving(socket => socket.terminate()));
    expect(error).toMatchObject({ name: 'DirectLineSocketError', opened: true, closeCode: 1006 });
  });

  it('that is refused errors, and says with what', async () => {
    const { frames, error } = await told(await upgrading((_, tcp) => tcp.end('HTTP/1.1 403 Forbidden\r\n\r\n')));
    expect(frames).toEqual([]);
    expect(error).toMatchObject({ name: 'DirectLineSocketError', opened: false, message: expect.stringContaining('403') });
    expect(`${error?.message} ${error?.stack}`).not.toContain('ticket-text');
  });

  it('that nobody answers for errors', async () => {
    const { error } = await told('ws://127.0.0.1:1/stream?t=ticket-text');
    expect(error).toMatchObject({ name: 'DirectLineSocketError', opened: false });
  });

  it.each(['no url ?t=ticket-text', 'ftp://service?t=ticket-text', 'ws://service/?t=ticket-text#fragment', ''])('of the URL %j errors, without its ticket', async url => {
    const { error } = await told(url);
    expect(error).toMatchObject({ name: 'DirectLineSocketError', opened: false });
    expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain('ticket-text');
  });
});

describe('leaving a socket', () => {
  it('closes it with 1000, and its connection is gone', async () => {
    const closed = await new Promise<unknown[]>(resolve => {
      const events: unknown[] = [];
      const note = (event: unknown): void => {
        if (events.push(event) === 2) resolve(events);
      };
      void serving(socket => {
        socket.on('close', code => note(code));
      }).then(url => {
        const subscription = webSocket()(url).subscribe(({ kind }) => {
          if (kind === 'opened') subscription.unsubscribe();
        });
        subscription.add(() => note('left'));
      });
    });
    expect(closed).toEqual(['left', 1000]);
  });

  it('before it opened lets go of it, and nothing is thrown anywhere', async () => {
    let subscription = { unsubscribe: (): void => undefined };
    const gone = new Promise<void>(resolve => {
      void upgrading((_, tcp) => {
        // Never answered.
        tcp.on('end', () => resolve()).on('error', () => undefined).resume();
        subscription.unsubscribe();
      }).then(url => (subscription = webSocket()(url).subscribe()));
    });
    await gone;
  });

  it('at once opens nothing', async () => {
    let connections = 0;
    const url = await upgrading(() => (connections += 1));
    webSocket()(url).subscribe().unsubscribe();
    await new Promise(setImmediate);
    expect(connections).toBe(0);
  });

  it('at once after a silent peer has opened it does not wait for that peer', async () => {
    const url = await serving(socket => socket.pause());
    const { frames } = await told(url, 1);
    expect(frames).toEqual([opened]);
  });
});

describe('a WebSocket class of the app', () => {
  /** As a browser's is: without pings. */
  class BrowserSocket implements WebSocketLike {
    static readonly made: BrowserSocket[] = [];
    readonly closes: unknown[][] = [];
    readonly #listeners = new Map<string, (event: { type: string }) => void>();
    constructor(readonly url: string) {
      BrowserSocket.made.push(this);
    }
    addEventListener(type: string, listener: (event: { type: string }) => void): void {
      this.#listeners.set(type, listener);
    }
    close(...args: unknown[]): void {
      this.closes.push(args);
    }
    tell(type: string, event: object = {}): void {
      this.#listeners.get(type)?.({ type, ...event });
    }
  }

  const using = () => {
    BrowserSocket.made.length = 0;
    const heard: unknown[] = [];
    const subscription = webSocket(BrowserSocket)('wss://service/stream').subscribe({
      next: frame => heard.push(frame),
      error: (error: unknown) => heard.push(error),
    });
    const [socket] = BrowserSocket.made;
    if (!socket) throw new Error('it was not used');
    return { heard, subscription, socket };
  };

  it('is the one that is used, at once, and need not be able to ping', () => {
    const { heard, socket } = using();
    socket.tell('open');
    socket.tell('message', { data: 'text' });
    socket.tell('message', { data: new Uint8Array(1) });
    expect([socket.url, heard]).toEqual(['wss://service/stream', [{ kind: 'opened' }, { kind: 'text', text: 'text' }, { kind: 'alive' }]]);
  });

  it('ends once, though a browser tells of an error and of a close', () => {
    const { heard, socket } = using();
    socket.tell('error');
    socket.tell('close', { code: 1006, reason: '' });
    socket.tell('open');
    expect(heard).toMatchObject([{ name: 'DirectLineSocketError', opened: false, closeCode: 1006, message: 'the stream did not open (1006)' }]);
  });

  it('is closed with 1000 once it is open, and without a code before', () => {
    const early = using();
    early.subscription.unsubscribe();
    const late = using();
    late.socket.tell('open');
    late.subscription.unsubscribe();
    late.socket.tell('message', { data: 'late' });
    expect([early.socket.closes, late.socket.closes, late.heard]).toEqual([[[]], [[1000]], [{ kind: 'opened' }]]);
  });

  it('that throws is an error of ours without the URL', () => {
    const Broken: WebSocketConstructor = class extends BrowserSocket {
      constructor(url: string) {
        super(url);
        throw new SyntaxError(`The URL '${url}' is invalid`);
      }
    };
    const errors: unknown[] = [];
    webSocket(Broken)('wss://service?t=ticket-text').subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toMatchObject([{ name: 'DirectLineSocketError', opened: false }]);
    expect(String(errors[0])).not.toContain('ticket-text');
  });
});
