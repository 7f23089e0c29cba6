import type { Observable } from 'rxjs';
import type { TokenParameters, TokenResponse } from '../../protocol/types.js';
import type { BotFunction } from '../bot/bot.js';
import type { Faults } from '../faults.js';
import type { LogEvent } from '../log.js';
import { inMicrotask } from '../soon.js';
import { createFetch } from './fetch.js';
import type { HostFetch, HostWebSocket } from './host.js';
import { createInMemoryCore } from './inMemoryCore.js';
import type { InMemoryOptions } from './options.js';
import { generateToken } from './token.js';

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

/**
 * A Direct Line service in front of a bot, in this process: no port, no network, no waiting until it is there. Closing it is optional
 * once its clients have ended. Throws `EmulatorOptionError` for a wrong bot or option.
 *
 * @example
 * const { url: baseUrl, secret, fetch, WebSocket } = inMemoryService(({ text }) => of({ type: 'message', text: `You said: ${text}` }));
 * const directLine = createDirectLine({ baseUrl, secret, fetch, WebSocket });
 */
export function inMemoryService(bot: BotFunction, options: InMemoryOptions = {}): InMemoryService {
  const { serve, closed$, close, ...core } = createInMemoryCore(bot, options, inMicrotask);
  const fetch = createFetch({ url: core.url, serve, closed$ });
  return {
    ...core,
    fetch,
    generateToken: (parameters) => generateToken(fetch, core.secret, parameters),
    close: async () => close(),
  };
}
