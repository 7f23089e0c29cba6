import { createServer, request, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { filter, firstValueFrom, mergeMap, ReplaySubject } from 'rxjs';
import { WebSocket } from 'ws';
import { startEmulator, type Emulator, type EmulatorOptions, type LogEvent } from '../../../src/emulator/index.js';
import { callsBy, type Json } from './calls.js';

const toClose: (() => unknown)[] = [];

/** Every spec closes what it opened. */
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

export const later = (close: () => unknown): void => void toClose.push(close);

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

/** One exchange on a connection of its own, with any headers: `fetch` sets some by itself. */
export function exchange(url: string, method: string, headers: Record<string, string> = {}, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** An emulator that is closed when the spec ends, and the calls of a client. */
export async function running(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options);
  later(() => emulator.close());
  const events = new ReplaySubject<LogEvent>();
  emulator.log$.subscribe(events);

  const call = (method: string, path: string, json?: unknown, credential: string = emulator.secret) =>
    exchange(`${emulator.url}${path}`, method, { Authorization: `Bearer ${credential}`, 'Content-Type': 'application/json' },
      json === undefined ? undefined : JSON.stringify(json));

  return {
    ...emulator, call, events,
    /** Resolves when this has been logged, before or after it was asked for. */
    logged: <T extends LogEvent['type']>(type: T) => firstValueFrom(events.pipe(filter(isOfType(type)))),
    ...callsBy(call),
  };
}

const isOfType = <T extends LogEvent['type']>(type: T) => (event: LogEvent): event is Extract<LogEvent, { type: T }> => event.type === type;

export type Running = Awaited<ReturnType<typeof running>>;
export type { Emulator };

const activitiesIn = (frame: string): readonly Json[] => JSON.parse(frame).activities;

/** A stream: how it began, what it says, how it ended. */
export function listenTo(url: string, headers: Record<string, string> = {}) {
  const webSocket = new WebSocket(url, { headers });
  const frames = new ReplaySubject<string>();
  const closed = new ReplaySubject<{ code: number; reason: string }>(1);
  const refused = new ReplaySubject<number>(1);
  const opened = new ReplaySubject<true>(1);
  const pongs = new ReplaySubject<true>(1);
  later(() => webSocket.terminate());
  webSocket.on('error', () => {});
  webSocket.on('open', () => opened.next(true));
  webSocket.on('pong', () => pongs.next(true));
  webSocket.on('message', (data) => frames.next(String(data)));
  webSocket.on('close', (code, reason) => closed.next({ code, reason: String(reason) }));
  webSocket.on('unexpected-response', (sent, { statusCode }) => {
    refused.next(statusCode ?? 0);
    sent.destroy();
  });
  const activities = frames.pipe(filter((text) => text !== ''), mergeMap(activitiesIn));
  return {
    webSocket,
    opened: () => firstValueFrom(opened),
    refused: () => firstValueFrom(refused),
    closed: () => firstValueFrom(closed),
    pong: () => firstValueFrom(pongs),
    keepAlive: () => firstValueFrom(frames.pipe(filter((text) => text === ''))),
    /** Resolves with the activity of this text. */
    heard: (text: string) => firstValueFrom(activities.pipe(filter((activity) => activity.text === text))),
    heardType: (type: string) => firstValueFrom(activities.pipe(filter((activity) => activity.type === type))),
  };
}

/** A bot over HTTP that behaves as badly as it is told; resolves to its URL. */
export async function botServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/messages?code=hush`;
}
