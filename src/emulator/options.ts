import type { BotFunction } from './bot/bot.js';
import type { Uncertainties } from './core/uncertain.js';

/** Everything is optional: `startEmulator()` is a service on a free loopback port with the built-in bot. */
export interface EmulatorOptions {
  /** TCP port; default 0, a free one. */
  readonly port?: number;
  /** Address to listen on; default '127.0.0.1', this machine only. */
  readonly host?: string;
  /** The bot: the URL of its messaging endpoint, or a function; default `builtInBot`. */
  readonly bot?: string | BotFunction;
  /** The Direct Line secret; default a random one for each run. */
  readonly secret?: string;
  /**
   * A bot with an app id: calls to it are signed, and its own need a token, which it gets here (docs/emulator.md, Bots with an app id);
   * default none.
   */
  readonly issuer?: BotIdentity;
  /** Where the bot reaches this service; default its own URL. For bots in containers. */
  readonly serviceUrl?: string;
  /** Origins of pages, besides loopback ones, that may call; default none. */
  readonly origins?: readonly string[];
  /** Life of a token, in milliseconds; default 1800000, the documented half hour. */
  readonly tokenLifetimeMs?: number;
  /** How long a stream URL can be opened, in milliseconds; default 60000. */
  readonly streamUrlLifetimeMs?: number;
  /** Time between empty keep-alive frames, in milliseconds; default 20000, and 0 for none. */
  readonly keepAliveMs?: number;
  /** How long a POST waits for the bot before its 504, in milliseconds; default 15000. */
  readonly botTimeoutMs?: number;
  /** How long history is kept, in milliseconds; default 86400000, a day. */
  readonly retentionMs?: number;
  /** Most activities in a page of history or a replayed frame; default 100. */
  readonly pageSize?: number;
  /** When a user's activity is filed and sent to clients; default 'at once', or 'after the bot' has answered. */
  readonly echo?: 'at once' | 'after the bot';
  /** Whether URLs on this service's own host are relative in 1.1 messages; default false. */
  readonly relativeUrls?: boolean;
  /**
   * Enhanced authentication: who calls has to be known, and ids of users begin with `dl_`; default false. `trustedOrigins`
   * take the place of those that a token brings.
   */
  readonly enhancedAuthentication?: boolean | { readonly trustedOrigins: readonly string[] };
  /** A bot's update or deletion of an activity is 'refused' (405), as Direct Line does it, or 'applied'; default 'refused'. */
  readonly botEdits?: 'refused' | 'applied';
  /** What Direct Line does where nobody knows; default the likelier of each. */
  readonly uncertain?: Partial<Uncertainties>;
  /** Faults to begin with, in words: `drop@every 30s`, `respond=429:retry-after=3` (docs/emulator.md, Faults); default none. */
  readonly faults?: readonly string[];
  /** Lets who has this key ask for faults by HTTP, `POST /emulator/faults`; default nobody. */
  readonly faultKey?: string;
  /** Makes conversation and activity ids the same in every run, a whole number; default random. */
  readonly seed?: number;
}

/** Who a bot with an app id says it is. */
export interface BotIdentity {
  readonly appId: string;
  /** With which it asks for its tokens; default whichever it has. */
  readonly appPassword?: string;
}

/** What every skin takes: no network is needed for it. */
export type ServiceOptions = Omit<EmulatorOptions, 'port' | 'host' | 'bot' | 'issuer' | 'serviceUrl' | 'origins' | 'faultKey'>;

/** A wrong option, or a port that cannot be had; `option` is its name. */
export class EmulatorOptionError extends Error {
  override readonly name = 'EmulatorOptionError';
  constructor(readonly option: string, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
