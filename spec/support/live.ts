import { firstValueFrom, map, throwError, timeout, type Observable } from 'rxjs';
import { startEmulator, type Emulator, type EmulatorOptions, type LogEvent } from '../../src/emulator/index.js';
import { createDirectLine, exponentialBackoff, type Activity, type ConnectionStatus, type DirectLine, type DirectLineOptions } from '../../src/index.js';
import { factMs, factsOf, type Facts } from './facts.js';

/** Client and emulator of this process, over real sockets on loopback. What a spec opened is closed when it ends. */

const toClose: (() => unknown)[] = [];
const uncaught: unknown[] = [];
const caught = (error: unknown): void => void uncaught.push(error);

beforeAll(() => {
  process.on('uncaughtException', caught).on('unhandledRejection', caught);
});

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
  expect(uncaught.splice(0)).toEqual([]);
});

afterAll(() => {
  process.off('uncaughtException', caught).off('unhandledRejection', caught);
});

export const later = (close: () => unknown): void => void toClose.push(close);

/** The first value of an observable, or an error that says what was waited for. */
export const soon = <T>(source$: Observable<T>, what: string, deadlineMs = factMs): Promise<T> =>
  firstValueFrom(source$.pipe(timeout({ first: deadlineMs, with: () => throwError(() => new Error(`${deadlineMs} ms went by before ${what}`)) })));

/** Resolves when the clock has come to this time. */
export const clockAt = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - Date.now() + 1)));

export interface Service extends Emulator {
  /** What it has logged from its start on. */
  readonly log: Facts<LogEvent>;
  /** Requests so far whose `METHOD /path` matches. */
  readonly requests: (match: RegExp) => readonly Extract<LogEvent, { type: 'request' }>[];
  /** GET with the secret. */
  readonly get: (path: string) => Promise<unknown>;
}

/** An emulator that is closed when the spec ends. */
export async function service(options: EmulatorOptions = {}): Promise<Service> {
  const emulator = await startEmulator(options);
  later(() => emulator.close());
  const log = factsOf(emulator.log$);
  return {
    ...emulator,
    log,
    requests: (match) => log.all.filter((event) => event.type === 'request').filter(({ method, path }) => match.test(`${method} ${path}`)),
    get: async (path) => (await fetch(emulator.url + path, { headers: { Authorization: `Bearer ${emulator.secret}` } })).json(),
  };
}

export interface Client {
  readonly line: DirectLine;
  readonly activities: Facts<Activity>;
  readonly statuses: Facts<ConnectionStatus>;
  /** Texts of the messages so far. */
  readonly texts: () => readonly string[];
  /** States so far. */
  readonly states: () => readonly ConnectionStatus['state'][];
  /** The status of now. */
  readonly status: () => ConnectionStatus | undefined;
  /** Posts a message; resolves to its id. */
  readonly say: (text: string) => Promise<string>;
  readonly online: (what?: string) => Promise<void>;
  readonly heard: (text: string) => Promise<void>;
  /** The conversation, once there is one. */
  readonly conversationId: () => string;
}

/** Waits short enough for a spec, grown as the default policy's are. */
export const quickly = exponentialBackoff({ firstMs: 20, capMs: 80 });

/** A client that has ended when the spec has; nobody listens to it yet. */
export function lineTo(at: { readonly url: string; readonly secret: string }, options: Partial<DirectLineOptions> = {}): DirectLine {
  const { token, secret = at.secret, ...settings } = options;
  const line = createDirectLine({ baseUrl: at.url, user: 'ann', reconnectPolicy: quickly, ...settings, ...(token === undefined ? { secret } : { token }) });
  later(() => line.end());
  return line;
}

/** A client that listens to everything. */
export const client = (...to: Parameters<typeof lineTo>): Client => listening(lineTo(...to));

/** Listens to a client's statuses and activities. */
export function listening(line: DirectLine): Client {
  const statuses = factsOf(line.connectionStatus$);
  const activities = factsOf(line.activity$, ({ id, type, text }) => [id, type, text]);
  const texts = (): readonly string[] => activities.all.flatMap(({ type, text }) => (type === 'message' && text !== undefined ? [text] : []));
  return {
    line,
    activities,
    statuses,
    texts,
    states: () => statuses.all.map(({ state }) => state),
    status: () => statuses.all.at(-1),
    say: (text) => soon(line.postActivity({ type: 'message', text }).pipe(map(({ id }) => id)), `the outcome of posting '${text}'`),
    online: (what = 'it is online') => statuses.until(what, (all) => all.at(-1)?.state === 'online'),
    heard: (text) => activities.until(`'${text}' comes`, () => texts().includes(text)),
    conversationId: () => line.checkpoint()?.conversationId ?? '',
  };
}

/**
 * Says something in a client's conversation, by another who only posts, by 3.0: a post of 1.1 asks for its own echo, and that
 * question may meet the bad answer that is meant for who polls.
 */
export function voiceTo(at: { readonly url: string; readonly secret: string }, { conversationId }: Client): (text: string) => Promise<string> {
  const line = lineTo(at, { user: 'bob', resume: { conversationId: conversationId() } });
  return (text) => soon(line.postActivity({ type: 'message', text }).pipe(map(({ id }) => id)), `the outcome of posting '${text}'`);
}

/** What no promise of this library allows: anything recorded that came twice. */
export const repeated = ({ activities }: Client): readonly (string | undefined)[] => {
  const ids = activities.all.filter(({ type }) => type !== 'typing').map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
};

/** The numbers of recorded ids, in the order in which they came. */
export const serials = ({ activities }: Client): readonly number[] =>
  activities.all.filter(({ type }) => type !== 'typing').map(({ id = '' }) => Number(id.slice(id.indexOf('|') + 1)));
