import { EMPTY, type ObservableInput } from 'rxjs';
import { DirectLineOptionError } from '../errors.js';
import { kindOf } from '../options.js';
import { baseUrlOf, isBaseUrl } from '../protocol/places.js';
import { located } from '../protocol/located.js';
import type { Conversation, Protocol } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import { directLine3 } from '../protocol/v3.js';
import { askForBaseUrl } from '../session/baseUrl.js';
import { withBotAgent } from '../transport/botAgent.js';
import { fetchHttp, withDeadline, type Fetch, type Http } from '../transport/http.js';
import { webSocket, type Socket, type WebSocketConstructor } from '../transport/socket.js';

export interface DirectLineServiceOptions {
  /** Default: the global host. A function is called with the first request; its first value is kept. */
  readonly baseUrl?: string | (() => ObservableInput<string> | string) | undefined;
  /** Default: `directLine3`. */
  readonly protocol?: ((http: Http, baseUrl: string) => Protocol) | undefined;
  /** Sends requests. Default: the platform's fetch. */
  readonly http?: Http | undefined;
  /** Opens sockets. Default: the platform's WebSocket. */
  readonly socket?: Socket | undefined;
  /** A fetch function in the place of the platform's. */
  readonly fetch?: Fetch | undefined;
  /** A WebSocket class in the place of the platform's. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Added to the header that names the client. Docs/protocol.md, 6.6. */
  readonly botAgent?: string | undefined;
}

/**
 * Says once, for all parts, where a Direct Line service is and how it is reached. It sends no request by itself and keeps nothing but an
 * answer of the function `baseUrl`. Each request has a deadline and names this client. Throws `DirectLineOptionError` for a malformed `baseUrl`.
 */
export const directLineService = (options: DirectLineServiceOptions = {}): DirectLineService => {
  checkNames('directLineService', options, ['baseUrl', 'protocol', 'http', 'socket', 'fetch', 'WebSocket', 'botAgent']);
  const { baseUrl: given, protocol = directLine3, fetch, WebSocket, botAgent, http = fetchHttp(fetch), socket = webSocket(WebSocket) } = options;
  if (given !== undefined && typeof given !== 'function' && !isBaseUrl(given))
    throw new DirectLineOptionError('baseUrl', kindOf('baseUrl', given), 'an http(s) URL without a query, or a function that gives one');
  const { version } = protocol(() => EMPTY, '');
  const named = withDeadline(withBotAgent(http, version, botAgent));
  if (typeof given === 'function') return { protocol: located(protocol, named, askForBaseUrl(given)), socket };
  const baseUrl = baseUrlOf(given);
  return { baseUrl, protocol: protocol(named, baseUrl), socket };
};

/** Throws `DirectLineOptionError` for an option that a part does not have. */
export const checkNames = (part: string, options: object, names: readonly string[]): void => {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new DirectLineOptionError(`${part}, ${unknown}`, 'an option of that name', names.join(', '));
};

/** Throws `DirectLineOptionError` for a conversation that another service started: a forgotten `service` would send its token elsewhere. */
export const checkService = ({ baseUrl }: DirectLineService, conversation: Conversation): void => {
  if (baseUrl === undefined || conversation.baseUrl === undefined || baseUrl === conversation.baseUrl) return;
  throw new DirectLineOptionError('service', `one at ${baseUrl}, and a conversation of ${conversation.baseUrl}`, 'the same service in each part');
};
