import { EMPTY, type ObservableInput } from 'rxjs';
import type { ReconnectPolicy } from './connection/policy.js';
import type { TransportOption } from './connection/route.js';
import { DirectLineOptionError } from './errors.js';
import { hasStreams, type Protocol } from './protocol/protocol.js';
import { isBaseUrl } from './protocol/places.js';
import { isCredential, isRecord, isText } from './protocol/record.js';
import type { Token } from './protocol/token.js';
import type { TokenParameters, TokenResponse } from './protocol/types.js';
import { isCheckpoint, type Checkpoint } from './session/checkpoint.js';
import { isConversationStorage, type ConversationStorage } from './session/resumableClient.js';
import type { Fetch, Http } from './transport/http.js';
import type { WebSocketConstructor } from './transport/socket.js';

/** Why a token is asked for: `start` for a first one, `expired` when the last one does not work any more. */
export interface TokenRequest {
  readonly reason: 'start' | 'expired';
  /** The conversation that is to go on; a token for another one cannot continue it (see `onGone`). */
  readonly conversationId?: string;
}

/**
 * Gets a token from the server that has the secret; its first value is taken. An error is retried by `reconnectPolicy`. Completing without a
 * value means that there is no token: the status is `needsToken`.
 */
export type GetToken = (request: TokenRequest) => ObservableInput<string | TokenResponse | Token> | string | TokenResponse | Token;

/** Finds out where the service is; its first value is taken. */
export type GetBaseUrl = () => ObservableInput<string> | string;

/** A user as the service knows one. */
export interface User {
  readonly id: string;
  readonly name?: string | undefined;
}

/** What a start is told besides the user and the locale; docs/protocol.md, 4.1. What the service does not know yet goes as it is. */
export interface StartParameters extends Pick<TokenParameters, 'trustedOrigins' | 'eTag'> {
  readonly user?: never;
  readonly locale?: never;
  readonly [parameter: string]: unknown;
}

/** The credential of a client: a token, or a function that returns one, or the bot's secret. */
export type DirectLineCredential =
  | {
      /**
       * A token from your server, which opens one conversation; or a function that returns one: called at the start, and again when a token
       * does not work any more. It is called only while somebody subscribes.
       */
      readonly token: string | GetToken;
      readonly secret?: undefined;
    }
  | {
      /** The bot's Direct Line secret: opens any of its conversations and starts new ones. For servers: in a browser it is a notice. */
      readonly secret: string;
      readonly token?: undefined;
    };

/** What `createDirectLine` takes: a credential, and settings that all have a default. */
export type DirectLineOptions = DirectLineCredential & DirectLineSettings;

export interface DirectLineSettings {
  /**
   * Where the service is: a URL, `directLineHosts` has those with names, or a function that finds it out: asked with the first call,
   * its first value is kept, and an error is retried by `reconnectPolicy`. Default: `https://directline.botframework.com`; one that
   * ends in `/v3/directline` is taken too.
   */
  readonly baseUrl?: string | GetBaseUrl | undefined;
  /** Default: `directLine3`. A function, so that what you do not use is not in your bundle. */
  readonly protocol?: ((http: Http, baseUrl: string) => Protocol) | undefined;
  /** Default: `auto`, the socket where it opens and polling where it does not; 1.1 has polling only. */
  readonly transport?: TransportOption | undefined;
  /**
   * Who speaks: told to the service at start, and stamped on posts that have no `from`. A token that names a user wins. The token
   * that a start gives is bound to this user: omit this option if one client posts for several users. Docs/protocol.md, 3.4.
   */
  readonly user?: string | User | undefined;
  /** BCP 47, such as `en-US`: told to the bot at start, and stamped on posts that have no `locale`. */
  readonly locale?: string | undefined;
  /** What else 3.0 is told at start, `{ trustedOrigins }` say. */
  readonly startParameters?: StartParameters | undefined;
  /** Who joins a conversation gets what the service keeps of it and then what is new (`all`, the default), or only what is `new`. */
  readonly history?: 'all' | 'new' | undefined;
  /**
   * Where the conversation goes on: a checkpoint, or a storage that keeps one: `storedIn(localStorage)`, or functions of your own as
   * `conversationStorage({ load, save, clear })`. From a storage the client resumes what was saved for the same `baseUrl` and `user`, and
   * it saves its checkpoint there after each delivery or commit.
   * Default: the client starts a conversation, or joins that of its token, and saves nothing.
   */
  readonly resume?: Checkpoint | ConversationStorage | undefined;
  /** When the conversation cannot be continued: `end` (default), or `restart` with a new one. */
  readonly onGone?: 'end' | 'restart' | undefined;
  /** When the bot ends the conversation: `end` (default) or `continue`. */
  readonly onEndOfConversation?: 'end' | 'continue' | undefined;
  /** Default: `exponentialBackoff()`. */
  readonly reconnectPolicy?: ReconnectPolicy | undefined;
  /** How long the stream is kept after the last subscriber of `activity$` left. Default 1,000; 0 closes at once. */
  readonly lingerMs?: number | undefined;
  /** After how long without a sign of life the stream is asked for one, from 1. Default 30,000, ± 10 %. */
  readonly silenceMs?: number | undefined;
  /** How long a stream may take to open, from 1. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a post that the service could not take is tried again. Default 30,000; with files a second more for each 16 kB. */
  readonly sendTimeoutMs?: number | undefined;
  /** Which app this is, told with each request: `x-ms-bot-agent: DirectLine/3.0 (rx-directline; your words 1.2.3)`. */
  readonly botAgent?: string | undefined;
  /**
   * Sends the requests. Default: the platform's own; on Node `node:http` in its place, with the global agents (docs/api.md, Requests on Node).
   * It gets `redirect: 'manual'`, because redirects are not followed.
   */
  readonly fetch?: Fetch | undefined;
  /** Default: the browser's own; on Node `ws`, by `isomorphic-ws`. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}

type Check = (value: unknown) => boolean;

const isCall: Check = value => typeof value === 'function';
const isUser: Check = value => isText(value) || (isRecord(value) && isText(value['id']) && typeof (value['name'] ?? '') === 'string');
/** A protocol is a function, so what it lacks shows only in what it makes; making it asks nothing of anybody. */
const isProtocol: Check = value => {
  if (typeof value !== 'function') return false;
  try {
    const made: unknown = value(() => EMPTY, '');
    return isRecord(made) && typeof made['postActivity'] === 'function';
  } catch {
    return false;
  }
};

const isStartParameters: Check = value =>
  isRecord(value) &&
  value['user'] === undefined &&
  value['locale'] === undefined &&
  (value['eTag'] === undefined || isText(value['eTag'])) &&
  (value['trustedOrigins'] === undefined || (Array.isArray(value['trustedOrigins']) && value['trustedOrigins'].every(isText)));
/** A header holds no more, and its brackets are ours. */
const isHeaderText: Check = value => isText(value) && /^[ !-'*-~]+$/.test(value);

/** What holds for an option, and how that is said. */
type Rule = readonly [Check, string];

const waitFrom = (leastMs: number): Rule => [
  value => typeof value === 'number' && value >= leastMs && value <= 0x7fffffff,
  `a number of milliseconds from ${leastMs} to ${0x7fffffff}`,
];
/** After it something is done again: 0 would do it without end. */
const span = waitFrom(1);
const credential = (what: string): Rule => [isCredential, `a ${what}, a string of visible characters without spaces or line breaks`];
const oneOf = (...words: readonly [string, ...string[]]): Rule => {
  const [last, ...others] = words.map(word => `'${word}'`).reverse();
  return [value => words.some(word => word === value), `${others.reverse().join(', ')} or ${last}`];
};

const checks: Readonly<Record<keyof DirectLineOptions, Rule>> = {
  token: [value => isCredential(value) || isCall(value), `${credential('token')[1]}, or a function that gives one`],
  secret: credential('secret'),
  baseUrl: [value => isBaseUrl(value) || isCall(value), 'an http(s) URL without a query, or a function that gives one'],
  protocol: [isProtocol, 'directLine3 or directLine1'],
  transport: oneOf('auto', 'websocket', 'polling'),
  user: [isUser, 'a user id or { id, name? }'],
  locale: [isText, "a language tag such as 'en-US'"],
  startParameters: [isStartParameters, '{ trustedOrigins?: string[], eTag?: string, … }; user and locale are options of their own'],
  history: oneOf('all', 'new'),
  resume: [
    value => isCheckpoint(value) || isConversationStorage(value),
    'a checkpoint { conversationId, watermark?, token? }, storedIn(localStorage), or your own functions wrapped: conversationStorage({ load, save, clear })',
  ],
  onGone: oneOf('end', 'restart'),
  onEndOfConversation: oneOf('end', 'continue'),
  reconnectPolicy: [isCall, 'a function of { attempt, error } that gives milliseconds or null'],
  lingerMs: waitFrom(0),
  silenceMs: span,
  connectTimeoutMs: span,
  sendTimeoutMs: waitFrom(0),
  botAgent: [isHeaderText, 'a text of ASCII letters, digits and signs but brackets'],
  fetch: [isCall, 'a fetch function'],
  WebSocket: [isCall, 'a WebSocket class'],
};

// Words that are options' values may be shown; a text that could be a credential may not.
const shown = new Set<string>(['transport', 'history', 'onGone', 'onEndOfConversation', 'locale']);

export const kindOf = (name: string, value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value !== 'string') return typeof value === 'object' ? 'an object without what it needs' : `a ${typeof value}`;
  if (value.trim() === '') return 'an empty string';
  return shown.has(name) ? `'${value}'` : 'a string of another form';
};

const isOption = (name: string): name is keyof DirectLineOptions => Object.hasOwn(checks, name);

/**
 * Throws a `DirectLineOptionError` for the first option that is wrong; gives the options back.
 * An option that is `undefined` counts as absent.
 */
export const checkOptions = (options: DirectLineOptions): DirectLineOptions => {
  const { transport, protocol, startParameters } = options ?? {};
  if (!isRecord(options)) throw new DirectLineOptionError('options', kindOf('options', options), 'an object');
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) throw new DirectLineOptionError(name, 'an option of that name', Object.keys(checks).join(', '));
    const [holds, takes] = checks[name];
    if (value !== undefined && !holds(value)) throw new DirectLineOptionError(name, kindOf(name, value), takes);
  }
  const given = (['token', 'secret'] as const).filter(name => options[name] !== undefined);
  if (given.length !== 1) throw new DirectLineOptionError('token, secret', given.length === 0 ? 'neither' : 'both', 'exactly one of the two');
  if (transport === 'websocket' && protocol && !hasStreams(protocol(() => EMPTY, '')))
    throw new DirectLineOptionError('transport', "'websocket' with a protocol that has no streams", "'auto' or 'polling' with directLine1");
  if (startParameters && protocol?.(() => EMPTY, '').version === '1.1')
    throw new DirectLineOptionError('startParameters', 'an object with a protocol whose start takes nothing', 'nothing with directLine1');
  return options;
};

/** Returns a token; throws a `DirectLineOptionError` for a malformed one. */
export const checkToken = (token: string): string => {
  if (isCredential(token)) return token;
  throw new DirectLineOptionError('token', kindOf('token', token), credential('token')[1]);
};
