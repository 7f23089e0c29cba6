import type { EmulatorOptions } from '../../src/emulator/options.js';

export type Client = 'createDirectLine' | 'five lines';

/** What is fixed for a run. */
export interface Setting {
  /** What the host uses: the client, or the five lines of docs/api.md. */
  readonly client: Client;
  readonly credential: 'secret' | 'token' | 'token function';
  readonly version: '3.0' | '1.1';
  readonly transport: 'auto' | 'websocket' | 'polling';
  readonly onGone: 'end' | 'restart';
  readonly lingerMs: number;
  /** Whether sockets can ping, as Node's can and browsers' cannot. */
  readonly pings: boolean;
  readonly latencyMs: number;
  readonly service: Pick<EmulatorOptions, 'tokenLifetimeMs' | 'keepAliveMs' | 'pageSize' | 'echo' | 'uncertain'>;
  readonly seed: number;
}

/**
 * By the seed: a socket opens two round trips later than a request arrives, and a stream without a watermark begins when it opens.
 * Then the service records activities between an answer of history and the beginning of the stream.
 */
export const opensLate = ({ seed }: Setting): boolean => (seed & 4) === 4;

/** By the seed: the app has a token of a conversation that somebody else has started, with so many activities of its bot. */
export const joinedHistory = ({ seed, credential }: Setting): number | undefined =>
  (seed & 8) === 8 && credential !== 'secret' ? (seed >> 4) & 3 : undefined;

export type Mood = 'answers' | 'slow' | 'fails' | 'hangs' | 'chatters';

/** What happens at a moment of a run. */
export type Event =
  // The network.
  | { readonly kind: 'cut' }
  | { readonly kind: 'ghost' | 'silence' | 'offline' | 'proxy refuses' | 'proxy swallows' | 'streams do not last'; readonly forMs: number }
  | { readonly kind: 'hole'; readonly forMs: number; readonly heals: boolean }
  | { readonly kind: 'latency'; readonly toMs: number }
  | { readonly kind: 'lose answers'; readonly count: number }
  // The service.
  | { readonly kind: 'replay'; readonly last: number }
  | { readonly kind: 'errors'; readonly status: 408 | 429 | 500 | 502 | 503 | 504; readonly count: number; readonly retryAfterS?: number }
  | { readonly kind: 'expire' | 'forget' | 'token office closed' | 'token office open' }
  // The clock.
  | { readonly kind: 'sleep'; readonly forMs: number }
  // The bot.
  | { readonly kind: 'bot'; readonly mood: Mood }
  | { readonly kind: 'bot says'; readonly count: number }
  | { readonly kind: 'bot ends' }
  // People, and the app.
  | { readonly kind: 'post'; readonly count: number }
  | { readonly kind: 'leave' | 'second listener' | 'token listener'; readonly forMs: number }
  | { readonly kind: 'reconnect' | 'wake' | 'end' };

/** One bad day: a setting, and what happens when, in milliseconds from the beginning. */
export interface Schedule {
  readonly setting: Setting;
  readonly events: readonly { readonly atMs: number; readonly event: Event }[];
}

/** For how long things happen, and how long fair weather lasts after it, in which all has to come right. */
export const STORM_MS = 80_000;
export const FAIR_MS = 100_000;
