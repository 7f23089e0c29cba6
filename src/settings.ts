import { EMPTY, type Observable } from 'rxjs';
import { exponentialBackoff, type ReconnectPolicy } from './connection/policy.js';
import type { TransportOption } from './connection/route.js';
import type { DirectLineOptions, User } from './options.js';
import { baseUrlOf } from './protocol/places.js';
import type { Protocol } from './protocol/protocol.js';
import type { TokenParameters } from './protocol/types.js';
import { directLine3 } from './protocol/v3.js';
import { CONNECT_TIMEOUT_MS } from './receive/stream.js';
import { askForBaseUrl } from './session/baseUrl.js';
import type { Source } from './session/credential.js';
import type { Checkpoint } from './session/checkpoint.js';
import { isConversationStorage, type ConversationStorage } from './session/resumableClient.js';
import type { Http } from './transport/http.js';

/** The options with their defaults, in the form in which the client uses them. */
export interface Settings {
  readonly source: Source;
  /** Or where it comes from. */
  readonly baseUrl: string | Observable<string>;
  readonly protocol: (http: Http, baseUrl: string) => Protocol;
  readonly version: Protocol['version'];
  readonly botAgent: string | undefined;
  readonly user: User | undefined;
  readonly parameters: TokenParameters;
  readonly transport: TransportOption;
  readonly history: 'all' | 'new';
  readonly resume: Checkpoint | undefined;
  readonly storage: ConversationStorage | undefined;
  readonly onGone: 'end' | 'restart';
  readonly onEndOfConversation: 'end' | 'continue';
  readonly reconnectPolicy: ReconnectPolicy;
  readonly lingerMs: number;
  readonly silenceMs: number;
  readonly connectTimeoutMs: number;
  readonly sendTimeoutMs: number;
}

const sourceOf = ({ token, secret }: DirectLineOptions): Source => {
  if (secret !== undefined) return { kind: 'secret', secret };
  return typeof token === 'function' ? { kind: 'function', getToken: token } : { kind: 'token', token };
};

/** Fills in the defaults; `random` is for the default policy. */
export const settingsFrom = (options: DirectLineOptions, random: () => number): Settings => {
  const user = typeof options.user === 'string' ? { id: options.user } : options.user;
  const { baseUrl, locale, startParameters, protocol = directLine3, resume } = options;
  return {
    source: sourceOf(options),
    baseUrl: typeof baseUrl === 'function' ? askForBaseUrl(baseUrl) : baseUrlOf(baseUrl),
    protocol,
    version: protocol(() => EMPTY, '').version,
    botAgent: options.botAgent,
    user,
    parameters: { ...startParameters, ...(user && { user }), ...(locale !== undefined && { locale }) },
    transport: options.transport ?? 'auto',
    history: options.history ?? 'all',
    ...(isConversationStorage(resume) ? { resume: undefined, storage: resume } : { resume, storage: undefined }),
    onGone: options.onGone ?? 'end',
    onEndOfConversation: options.onEndOfConversation ?? 'end',
    reconnectPolicy: options.reconnectPolicy ?? exponentialBackoff({ random }),
    lingerMs: options.lingerMs ?? 1_000,
    silenceMs: options.silenceMs ?? 30_000,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    sendTimeoutMs: options.sendTimeoutMs ?? 30_000,
  };
};
