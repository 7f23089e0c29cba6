import { EMPTY, type ObservableInput } from 'rxjs';
import { DirectLineOptionError } from '../errors.js';
import { isBaseUrl, baseUrlOf } from '../protocol/places.js';
import { located } from '../protocol/located.js';
import type { Protocol } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import { directLine3 } from '../protocol/v3.js';
import { askForBaseUrl } from '../session/baseUrl.js';
import { withBotAgent } from '../transport/botAgent.js';
import { fetchHttp, withDeadline, type Fetch, type Http } from '../transport/http.js';
import { webSocket, type Socket, type WebSocketConstructor } from '../transport/socket.js';

export interface DirectLineServiceOptions {
  /** Default: the global host. A function is called with the first request; its first value is kept. */
  readonly baseUrl?: string | (() => ObservableInput<string>) | undefined;
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
export const directLineService = ({
  baseUrl, protocol = directLine3, fetch, WebSocket, botAgent, http = fetchHttp(fetch), socket = webSocket(WebSocket),
}: DirectLineServiceOptions = {}): DirectLineService => {
  if (baseUrl !== undefined && typeof baseUrl !== 'function' && !isBaseUrl(baseUrl))
    throw new DirectLineOptionError('baseUrl', 'a value of another form', 'an http(s) URL without a query, or a function that gives one');
  const { version } = protocol(() => EMPTY, '');
  const named = withDeadline(withBotAgent(http, version, botAgent));
  return { protocol: located((url) => protocol(named, url), typeof baseUrl === 'function' ? askForBaseUrl(baseUrl) : baseUrlOf(baseUrl)), socket };
};
