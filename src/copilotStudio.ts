import { catchError, forkJoin, map, of, shareReplay, throwError } from 'rxjs';
import { asDirectLineError, DirectLineOptionError } from './errors.js';
import { kindOf, type GetBaseUrl, type GetToken } from './options.js';
import { caller, textOf } from './protocol/call.js';
import { baseUrlOf, isHttpUrl } from './protocol/places.js';
import { isRecord } from './protocol/record.js';
import type { TokenResponse } from './protocol/types.js';
import { fetchHttp, withDeadline, type Fetch, type Http } from './transport/http.js';

export interface CopilotStudioOptions {
  /** The Token Endpoint that Copilot Studio shows, under Channels, for a mobile app. */
  readonly tokenEndpoint: string;
  /** Default: the platform's own; on Node `node:http` in its place (docs/api.md, Requests on Node). */
  readonly fetch?: Fetch | undefined;
}

/** What `createDirectLine` takes of an agent; for any number of clients. */
export interface CopilotStudio {
  readonly token: GetToken;
  readonly baseUrl: GetBaseUrl;
}

/**
 * A Copilot Studio agent's token endpoint as `createDirectLine({ ...copilotStudio({ tokenEndpoint }) })` takes it: tokens, each for a
 * new conversation, and the host of the agent's region, asked for at the same time and once for all. Nothing is asked until a client
 * does; leaving aborts it. Errors, retried by the client: `DirectLineHttpError`, 403 where the agent requires secured access;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 10 s, `DirectLineProtocolError`. Throws `DirectLineOptionError`.
 * Docs/protocol.md, 16.
 */
export const copilotStudio = (options: CopilotStudioOptions): CopilotStudio => {
  // Not every app is typed: without options there is no endpoint either.
  const { tokenEndpoint, fetch } = options ?? {};
  return copilotStudioBy(withDeadline(fetchHttp(fetch)), tokenEndpoint);
};

export const copilotStudioBy = (http: Http, tokenEndpoint: string): CopilotStudio => {
  const { origin, pathname, search, searchParams } = endpointOf(tokenEndpoint);
  const call = caller(http, origin);

  const environment = pathname.slice(0, Math.max(0, pathname.indexOf(AGENTS)));
  const version = searchParams.get('api-version') ?? '2022-03-01-preview';
  const baseUrl$ = call({ method: 'GET', path: `${environment}${AGENTS}regionalchannelsettings?api-version=${encodeURIComponent(version)}` }, ({ body }) =>
    textOf(isRecord(body) ? body['channelUrlsById'] : undefined, 'directline', 'regional channel settings'),
  ).pipe(
    // Hosts of the first generation do not know their region (docs/protocol.md, 16).
    catchError((error: unknown) => (isNotFound(error) ? of(baseUrlOf()) : throwError(() => error))),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const token$ = call({ method: 'GET', path: pathname + search }, ({ body }) => tokenOf(body));

  return {
    // The client needs to know where before it can use a token: who asks for one finds out both at the same time.
    token: () => forkJoin([token$, baseUrl$]).pipe(map(([token]) => token)),
    baseUrl: () => baseUrl$,
  };
};

const AGENTS = '/powervirtualagents/';

/** The connection string for Microsoft's own client stands beside it in Copilot Studio, and is no Direct Line. */
const endpointOf = (tokenEndpoint: string): URL => {
  const isOther = isHttpUrl(tokenEndpoint) && /\/conversations\/?$/.test(new URL(tokenEndpoint).pathname);
  if (isHttpUrl(tokenEndpoint) && !isOther) return new URL(tokenEndpoint);
  const got = isOther ? "the connection string of Microsoft's client, which ends in /conversations" : kindOf('tokenEndpoint', tokenEndpoint);
  throw new DirectLineOptionError('tokenEndpoint', got, 'the Token Endpoint of Copilot Studio, an http(s) URL that ends in /directline/token');
};

const isNotFound = (error: unknown): boolean => {
  const known = asDirectLineError(error);
  return known.name === 'DirectLineHttpError' && known.status === 404;
};

const tokenOf = (body: unknown): TokenResponse => {
  const token = textOf(body, 'token', 'token endpoint');
  const { conversationId, expires_in } = isRecord(body) ? body : {};
  return {
    token,
    ...(typeof conversationId === 'string' && { conversationId }),
    ...(typeof expires_in === 'number' && { expires_in }),
  };
};
