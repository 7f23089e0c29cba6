import type { Activity } from '../../protocol/types.js';
import type { Call } from './calls.js';
import type { Claims } from './claims.js';
import type { Damage, Fault, When } from './faultPlan.js';
import type { FileLink } from './files.js';

/** Two views of one service. */
export type Version = '3.0' | '1.1';

/** What the skin found in `Authorization`, or in the `t` of a URL; signatures are its business, lifetimes are the core's. */
export type Credential =
  | { readonly kind: 'none' | 'malformed' | 'invalid' | 'secret' }
  | { readonly kind: 'token'; readonly claims: Claims };

export type Bytes = Uint8Array<ArrayBuffer>;

export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Bytes;
}

/** A request body as far as the skin could read it. */
export type Body =
  | { readonly kind: 'empty' | 'malformed' }
  | { readonly kind: 'too large'; readonly limitBytes: number }
  | { readonly kind: 'too many parts'; readonly most: number }
  | { readonly kind: 'json'; readonly json: unknown }
  /** Of an upload: `container` is the activity or the message that the files go with. */
  | { readonly kind: 'files'; readonly container: Body | undefined; readonly files: readonly UploadedFile[] };

export interface ServiceRequest {
  readonly id: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly call: Call;
  readonly credential: Credential;
  readonly body: Body;
}

/** A client asks to open the stream. `ticket` is the `t` of its URL. */
export interface UpgradeRequest {
  readonly socket: string;
  readonly method: string;
  readonly path: string;
  readonly conversationId: string;
  readonly watermark: string | undefined;
  readonly ticket: Credential;
}

/** How the bot's turn ended: its HTTP answer, or a sentence on why there is none. */
export type BotAnswer = { readonly status: number; readonly body?: unknown } | { readonly failed: string };

export type Input =
  | { readonly type: 'request'; readonly request: ServiceRequest }
  | { readonly type: 'upgrade'; readonly upgrade: UpgradeRequest }
  | { readonly type: 'socket closed'; readonly socket: string }
  | { readonly type: 'bot sent'; readonly conversationId: string; readonly activity: Activity }
  | { readonly type: 'bot answered'; readonly delivery: string; readonly answer: BotAnswer }
  | { readonly type: 'fault'; readonly fault: Fault; readonly when?: When }
  | { readonly type: 'tick' };

export interface ErrorBody {
  readonly kind: 'error';
  readonly code: string;
  readonly message: string;
}

/** A token or a ticket in an answer is still claims: the skin signs them. */
export type AnswerBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly json: unknown }
  | ErrorBody
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'token'; readonly token: Claims }
  | {
      readonly kind: 'conversation';
      readonly conversationId: string;
      readonly token: Claims;
      readonly expiresInS: number;
      readonly stream?: { readonly watermark: string; readonly ticket: Claims };
    };

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  /** What the skin does to it on its way. */
  readonly damage?: Damage;
}

export type Output =
  | { readonly type: 'answer'; readonly request: string; readonly answer: Answer }
  | { readonly type: 'accept'; readonly socket: string; readonly conversationId: string }
  | { readonly type: 'refuse'; readonly socket: string; readonly answer: Answer }
  /** The upgrade is never answered. */
  | { readonly type: 'hang'; readonly socket: string }
  | { readonly type: 'send'; readonly socket: string; readonly text: string }
  | { readonly type: 'close'; readonly socket: string; readonly code: number; readonly reason: string }
  /** The connection breaks without a closing handshake; where a frame is given, in the middle of it. */
  | { readonly type: 'cut'; readonly socket: string; readonly within?: string }
  /** Pings get no pong, until `speak`. */
  | { readonly type: 'silence' | 'speak'; readonly socket: string }
  /** The URLs that `links` are for are still without their `t`. */
  | { readonly type: 'deliver'; readonly delivery: string; readonly activity: Activity; readonly links: readonly FileLink[] }
  /** For the log: what clients get of the bot. */
  | { readonly type: 'bot said'; readonly conversationId: string; readonly activity: Activity }
  /** For the log: a fault has happened, to so many open sockets. */
  | { readonly type: 'fault'; readonly fault: Fault['kind']; readonly sockets: number };

