import type { BotFunction } from './bot/bot.js';

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
  /** Which socket a second one on a conversation closes with `collision`; default 'newcomer', and 'none' lets both be. */
  readonly collision?: 'newcomer' | 'older' | 'none';
  /** When a user's activity is filed and sent to clients; default 'at once', or 'after the bot' has answered. */
  readonly echo?: 'at once' | 'after the bot';
  /** Which verbs renew a 1.1 token: the documents disagree; default 'both'. */
  readonly renewVerb?: 'both' | 'GET' | 'POST';
  /** What a 1.1 POST is answered when the bot fails: the documents disagree; default 500. */
  readonly botErrorStatus?: 500 | 502;
  /** Whether URLs on this service's own host are relative in 1.1 messages; default false. */
  readonly relativeUrls?: boolean;
  /** Faults to begin with, in words: `drop@every 30s`, `respond=429:retry-after=3` (docs/emulator.md, Faults); default none. */
  readonly faults?: readonly string[];
  /** Lets who has this key ask for faults by HTTP, `POST /emulator/faults`; default nobody. */
  readonly faultKey?: string;
  /** Makes conversation and activity ids the same in every run, a whole number; default random. */
  readonly seed?: number;
}

/** A wrong option, or a port that cannot be had; `option` is its name. */
export class EmulatorOptionError extends Error {
  override readonly name = 'EmulatorOptionError';
  constructor(readonly option: string, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
