import type { ObservableInput } from 'rxjs';
import type { Activity } from '../../protocol/types.js';
import type { FileLink } from '../core/files.js';
import type { BotAnswer } from '../core/messages.js';

/** What a bot function gets beside the activity. */
export interface BotTurn {
  readonly conversationId: string;
  /** An id for a `typing` activity that has to be referred to: the first chunk of a streamed answer, say. */
  newId(): string;
}

/**
 * A bot in the same process. What it emits is sent as it comes (`id`, `timestamp`, `from` and `replyToId` are filled in);
 * its completion is the bot's HTTP answer, its error a 502.
 */
export type BotFunction = (activity: Activity, turn: BotTurn) => ObservableInput<Activity>;

/** Where deliveries go, and how their answers come back. */
export interface BotPort {
  /** The URLs that `links` are for are still without their `t`. */
  deliver(delivery: string, activity: Activity, links: readonly FileLink[]): void;
  /** Breaks off what is under way. */
  close(): void;
}

export interface BotReplies {
  sent(conversationId: string, activity: Activity): void;
  answered(delivery: string, answer: BotAnswer): void;
}
