import { DirectLineOptionError } from '../errors.js';
import type { DirectLineOptions } from '../index.js';

/** The options of `botframework-directlinejs`; docs/migrating.md says what becomes of each. */
export interface FormerOptions extends Pick<DirectLineOptions, 'botAgent' | 'fetch' | 'WebSocket'> {
  /** The bot's Direct Line secret: for servers. Give one of `secret` and `token`. */
  readonly secret?: string;
  /** A token from your server, which opens one conversation. */
  readonly token?: string;
  /** Where the service is, with or without `/v3/directline`: `baseUrl`. */
  readonly domain?: string;
  /** `false` polls; else it is polled where no socket opens: `transport`. */
  readonly webSocket?: boolean;
  /** With `watermark`, the conversation to go on with: `resume`. */
  readonly conversationId?: string;
  readonly watermark?: string;
  /** How long a post is tried, in milliseconds: `sendTimeoutMs`. */
  readonly timeout?: number;
  /** Told to the bot at start; `locale` is also stamped on posts that have none. */
  readonly conversationStartProperties?: Readonly<Record<string, unknown>>;
  /** Asks in each post for an answer that is streamed: `deliveryMode: 'stream'`. */
  readonly streaming?: boolean;
  /** Taken and not needed: how often is asked depends on how long it has been quiet. */
  readonly pollingInterval?: number;
  /** Taken and not needed: a stream URL holds for 60 seconds and once, so each socket has a new one. */
  readonly streamUrl?: string;
}

export const optionsFrom = (former: FormerOptions, userId?: string): DirectLineOptions => {
  const { botAgent, fetch, WebSocket, domain, webSocket, conversationId, watermark, timeout } = former;
  const { locale, user: _, ...startParameters } = former.conversationStartProperties ?? {};
  return {
    ...credentialFrom(former),
    ...(botAgent !== undefined && { botAgent }),
    ...(fetch && { fetch }),
    ...(WebSocket && { WebSocket }),
    ...(domain !== undefined && { baseUrl: domain }),
    ...(webSocket === false && { transport: 'polling' }),
    ...(conversationId !== undefined && { resume: { conversationId, ...(watermark && { watermark }) } }),
    ...(timeout !== undefined && { sendTimeoutMs: timeout }),
    ...(typeof locale === 'string' && { locale }),
    ...(Object.keys(startParameters).length > 0 && { startParameters }),
    ...(userId !== undefined && { user: userId }),
  };
};

/** Former code may give both or neither. */
const credentialFrom = ({ secret, token }: FormerOptions): { readonly token: string } | { readonly secret: string } => {
  if (token !== undefined && secret === undefined) return { token };
  if (secret !== undefined && token === undefined) return { secret };
  throw new DirectLineOptionError('token, secret', token === undefined ? 'neither' : 'both', 'exactly one of the two');
};
