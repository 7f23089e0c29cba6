import { Subject, type Observable } from 'rxjs';
import type { TokenParameters, TokenResponse } from '../../protocol/types.js';
import { directLine30 } from '../abilities/directLine30.js';
import type { BotFunction } from '../bot/bot.js';
import { functionBot } from '../bot/functionBot.js';
import { composed } from '../composed.js';
import { createEngine } from '../engine.js';
import { createFaults, type Faults } from '../faults.js';
import { createLog, type LogEvent } from '../log.js';
import { redactor } from '../redactor.js';
import { settingsOf } from '../settings.js';
import { inMicrotask, type Soon } from '../soon.js';
import { createFetch } from './fetch.js';
import { createHandles } from './handles.js';
import type { HostFetch, HostWebSocket } from './host.js';
import { checkInMemory, type InMemoryOptions } from './options.js';
import { createServe, type Serve } from './serve.js';
import { createSockets } from './sockets.js';
import { generateToken } from './token.js';
import { createWebSocket } from './webSocket.js';

/** A Direct Line service without a network, made of what a client takes. */
export interface InMemoryService {
  /** What the client takes as `baseUrl`; no name server knows it. */
  readonly url: string;
  /** The Direct Line secret. */
  readonly secret: string;
  /** Reaches this service and nothing else; the client's `fetch`. */
  readonly fetch: HostFetch;
  /** Reaches this service and nothing else; the client's `WebSocket`. */
  readonly WebSocket: HostWebSocket;
  /** What your own server would answer: a token for a new conversation. Rejects with an error that names the status. */
  generateToken(parameters?: TokenParameters): Promise<TokenResponse>;
  /** What happens, as it happens, without secrets; completes at `close()`. */
  readonly log$: Observable<LogEvent>;
  /** Bad days on demand. */
  readonly faults: Faults;
  /** Ends every stream, request, delivery and timer; nothing can be reached from then on. Twice is fine. */
  close(): Promise<void>;
}

/** What every skin of the service in memory is made of. */
export interface InMemoryCore extends Pick<InMemoryService, 'url' | 'secret' | 'WebSocket' | 'log$' | 'faults'> {
  readonly serve: Serve;
  /** Errors at `close()`. */
  readonly closed$: Observable<never>;
  close(): void;
}

const host = 'in-memory.invalid';
const url = `http://${host}`;

/** There is nobody to guess it. */
const randomSecret = (): string => Math.random().toString(36).slice(2);

/** How a service in memory differs in real and in virtual time. */
export interface InMemoryTime {
  readonly defaultSeed: () => number;
  readonly soon: Soon;
}

/** Makes the service without a `fetch`. Throws `EmulatorOptionError` for a wrong bot or option. */
export function createInMemoryCore(bot: BotFunction, options: InMemoryOptions, { defaultSeed, soon }: InMemoryTime): InMemoryCore {
  checkInMemory(bot, options);
  const { secret = randomSecret() } = options;
  const able = composed([directLine30, ...(options.with ?? [])]);
  const beginWith = able.faultsInWords(options.faults ?? []);
  const settings = settingsOf(options, url, { botLabel: 'the bot function', botRefusedHint: '' }, defaultSeed);
  const { log$, write: log, end: endLog } = createLog(redactor(secret));

  const [tokens, tickets] = [createHandles(), createHandles()];
  const engine = createEngine({
    able, settings, log, soon, sign: tickets.give, bot: (replies) => functionBot(bot, replies), perform: (output) => sockets.perform(output),
  });
  const sockets = createSockets({ host, tickets, engine, log });
  const closed$ = new Subject<never>();
  // Mutable: closing twice is fine.
  let isClosed = false;
  engine.begin(beginWith);

  return {
    url, secret, log$, closed$,
    WebSocket: createWebSocket(sockets.dial, soon),
    faults: createFaults(engine.inject),
    serve: createServe({ able, secret, tokens, tickets, uncertain: settings, log, ask: engine.ask }),
    close() {
      if (isClosed) return;
      isClosed = true;
      engine.stop();
      sockets.closeAll();
      closed$.error(new TypeError('fetch failed: the service in memory is closed'));
      endLog();
    },
  };
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

/**
 * A Direct Line service in front of a bot, in this process: no port, no network, no waiting until it is there. Closing it is optional
 * once its clients have ended. Throws `EmulatorOptionError` for a wrong bot or option.
 *
 * @example
 * const { url: baseUrl, secret, fetch, WebSocket } = inMemoryService(({ text }) => of({ type: 'message', text: `You said: ${text}` }));
 * const directLine = createDirectLine({ baseUrl, secret, fetch, WebSocket });
 */
export function inMemoryService(bot: BotFunction, options: InMemoryOptions = {}): InMemoryService {
  const { serve, closed$, close, ...core } = createInMemoryCore(bot, options, { defaultSeed: randomSeed, soon: inMicrotask });
  const fetch = createFetch({ url, serve, closed$ });
  return {
    ...core,
    fetch,
    generateToken: (parameters) => generateToken(fetch, core.secret, parameters),
    close: async () => close(),
  };
}
