import { asyncScheduler, map, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { DirectLine } from '../contract.js';
import { assemble } from '../directLine.js';
import type { BotFunction } from '../emulator/bot/bot.js';
import { createInMemoryCore } from '../emulator/memory/inMemoryCore.js';
import type { InMemoryOptions } from '../emulator/memory/options.js';
import type { InMemoryService } from '../emulator/memory/service.js';
import { hostFrom } from '../host.js';
import { generateToken, type TokenResponse } from '../index.js';
import { checkOptions, type DirectLineSettings, type GetToken } from '../options.js';
import type { TokenParameters } from '../protocol/types.js';
import type { Http } from '../transport/http.js';
import { webSocket, type Socket } from '../transport/socket.js';
import { inMemoryHttp, soon } from './http.js';

/** The options of a client, without those that the service gives itself. Default credential: the secret of the service, with the user `user`. */
export type VirtualTimeClientOptions = Omit<DirectLineSettings, 'baseUrl' | 'fetch' | 'WebSocket'> & { readonly token?: string | GetToken };

/** A Direct Line service, and its clients, in the virtual time of RxJS. */
export interface VirtualTimeService extends Pick<InMemoryService, 'url' | 'secret' | 'log$' | 'faults'> {
  /** Reaches this service and nothing else. Subscribing sends the request; the answer comes in the same frame unless the bot takes time. */
  readonly http: Http;
  /** Reaches this service and nothing else. Subscribing opens a socket, unsubscribing closes it. */
  readonly socket: Socket;
  /** Emits what your own server would answer: a token for a new conversation. Errors with a `DirectLineError` when a fault refuses it. */
  readonly generateToken: (parameters?: TokenParameters) => Observable<TokenResponse>;
  /**
   * Makes a client of this service, with the ids `id-1`, `id-2` … and without jitter: the default policy waits 1, 2, 4 … 30 s.
   * Throws `DirectLineOptionError` for an option that is wrong.
   */
  readonly createDirectLine: (options?: VirtualTimeClientOptions) => DirectLine;
  /** Ends the service and the clients that it made. */
  readonly close: () => void;
}

/** Longer than the service keeps history. A client that polls needs seconds of real time for it. */
const LIMIT_MS = 25 * 3_600_000;

/**
 * Makes a Direct Line service in front of a bot that uses observables where `inMemoryService` uses promises: the service, the bot and
 * whole clients run in a `TestScheduler`, in rxjs-marbles or with faked timers. A bot function has to return an observable or an array.
 * Throws `EmulatorOptionError` for a wrong bot or option.
 *
 * @example
 * new TestScheduler(assertDeepEqual).run(({ expectObservable }) => {
 *   const { createDirectLine, faults } = virtualTimeService(({ text }) => of({ type: 'message', text: `You said: ${text}` }));
 *   timer(10_000).subscribe(() => faults.drop());
 *   expectObservable(createDirectLine().activity$, '20s !').toBe('');
 * });
 */
export const virtualTimeService = (bot: BotFunction, options: InMemoryOptions = {}): VirtualTimeService => {
  const core = createInMemoryCore(bot, { seed: 1, ...options }, soon);
  const { url, secret, log$, faults } = core;
  const startedAtMs = asyncScheduler.now();
  // Mutable: the clients to end at `close()`, how many ids they were given, and whether the limit was reported.
  const clients: DirectLine[] = [];
  let ids = 0;
  let isOverLimit = false;

  const close = (): void => {
    for (const client of clients.splice(0)) client.end();
    core.close();
  };

  /** Ends a test that would never end: a stream that stays open gives a TestScheduler work for ever. */
  const withinLimit = <T>(): MonoTypeOperatorFunction<T> =>
    tap(() => {
      if (isOverLimit || asyncScheduler.now() - startedAtMs <= LIMIT_MS) return;
      isOverLimit = true;
      close();
      asyncScheduler.schedule(() => {
        throw new Error('the stream is still open after 25 hours: unsubscribe, call end() of the client, or close() of the service');
      });
    });

  const overHttp = inMemoryHttp(core);
  const http: Http = request => overHttp(request).pipe(withinLimit());
  const overSocket = webSocket(core.WebSocket);
  const socket: Socket = address => overSocket(address).pipe(withinLimit());

  return {
    url, secret, log$, faults, http, socket, close,
    generateToken: parameters =>
      generateToken({ ...parameters, baseUrl: url, http, secret }).pipe(
        map(({ value, conversationId, issuedAtMs, expiresAtMs }) => ({
          token: value,
          expires_in: (expiresAtMs - issuedAtMs) / 1_000,
          ...(conversationId !== undefined && { conversationId }),
        })),
      ),
    createDirectLine: ({ token, ...settings } = {}) => {
      const credential = token === undefined ? { secret, user: 'user' } : { token };
      const checked = checkOptions({ ...credential, ...settings, baseUrl: url });
      const client = assemble(checked, {
        ...hostFrom({}),
        http,
        socket,
        random: () => 1,
        newId: () => `id-${++ids}`,
        isBrowser: false,
      });
      clients.push(client);
      return client;
    },
  };
};
