import type { Activity, ChannelAccount } from '../../protocol/types.js';
import type { Later } from './agenda.js';
import type { Delivery } from './deliveries.js';
import { noFaults, type FaultPlan } from './faultPlan.js';
import type { StoredFile } from './files.js';
import type { StoredAttachment } from './attachments.js';
import type { Parts } from './parts.js';
import type { Uncertainties } from './uncertain.js';

/** What the service was told once, at its start. Times are milliseconds. */
export interface Settings extends Uncertainties {
  readonly serviceUrl: string;
  readonly bot: ChannelAccount;
  /** How messages name the bot: its URL, say. */
  readonly botLabel: string;
  /** What to do about one that answers 401 or 403. */
  readonly botRefusedHint: string;
  readonly tokenLifetimeMs: number;
  readonly streamUrlLifetimeMs: number;
  readonly keepAliveMs: number;
  readonly botTimeoutMs: number;
  readonly retentionMs: number;
  readonly pageSize: number;
  readonly echo: 'at once' | 'after the bot';
  /** Of 1.1. */
  readonly relativeUrls: boolean;
  readonly enhancedAuthentication: boolean;
  /** In the place of those that a token brings. */
  readonly trustedOrigins: readonly string[] | undefined;
  /** What becomes of a bot's PUT and DELETE of an activity. */
  readonly botEdits: 'refused' | 'applied';
  /** What URLs of this service's own begin with. */
  readonly ownOrigins: readonly string[];
  readonly seed: number;
}

/** An activity in history, with its place in it: what watermarks count. */
export interface Recorded {
  readonly position: number;
  readonly atMs: number;
  readonly activity: Activity;
}

export interface Conversation {
  readonly id: string;
  readonly locale: string | undefined;
  /** Everybody who was introduced to the bot. */
  readonly users: Map<string, ChannelAccount>;
  readonly record: Recorded[];
  nextSerial: number;
  nextPosition: number;
  /** Introductions that the bot has not answered, and until when others wait for them. */
  readonly introducing: Map<string, number>;
  readonly waiting: Delivery[];
  /** By the serial of their activity and their place in it: `0000003/0`. */
  readonly files: Map<string, StoredFile>;
  /** Somebody has said `endOfConversation`. */
  ended: boolean;
}

export interface StreamSocket {
  readonly id: string;
  readonly conversationId: string;
  keepAliveAtMs: number;
  /** When the token ends that came with its URL, where that matters. */
  readonly closesAtMs: number;
  /** Set when the connection is gone and the service has not noticed. */
  ghostUntilMs?: number;
  silentUntilMs?: number;
  /** What a silence with an end keeps back. */
  held: string[];
}

export interface World {
  readonly settings: Settings;
  readonly parts: Parts;
  randomState: number;
  deliveryCount: number;
  /** Tokens of an earlier generation count as expired. */
  generation: number;
  /** Ids of tokens that a refresh has ended. */
  readonly endedTokens: Set<string>;
  readonly conversations: Map<string, Conversation>;
  readonly sockets: Map<string, StreamSocket>;
  readonly deliveries: Map<string, Delivery>;
  /** What bots have put there for others to fetch. */
  readonly attachments: Map<string, StoredAttachment>;
  faults: FaultPlan;
  agenda: Later[];
  /** Whether faults have killed the bot, and how it is dead. */
  bot: 'well' | 'refuse' | 'hang';
  /** What is asked, as faults are aimed at it, by the id of the request that waits. */
  readonly lines: Map<string, string>;
}

export function createWorld(settings: Settings, parts: Parts): World {
  return {
    settings,
    parts,
    randomState: settings.seed >>> 0,
    deliveryCount: 0,
    generation: 0,
    endedTokens: new Set(),
    conversations: new Map(),
    sockets: new Map(),
    deliveries: new Map(),
    attachments: new Map(),
    faults: noFaults(),
    agenda: [],
    bot: 'well',
    lines: new Map(),
  };
}
