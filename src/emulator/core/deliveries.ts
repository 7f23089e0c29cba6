import type { Activity } from '../../protocol/types.js';
import type { FileLink } from './files.js';
import type { Output, Version } from './messages.js';
import type { Conversation, World } from './world.js';

/** A client's POST that waits for the bot. */
export interface PendingPost {
  readonly request: string;
  readonly version: Version;
  readonly dueAtMs: number;
}

/** An activity on its way to the bot, until the bot has answered. */
export interface Delivery {
  readonly id: string;
  readonly conversationId: string;
  readonly activity: Activity;
  readonly links: readonly FileLink[];
  /** Taken away once the client has its answer; the bot may still answer. */
  post?: PendingPost;
  /** The user's activity as clients will see it, where the echo waits for the bot. */
  echo?: Activity;
}

/** How long an activity waits for the bot to answer an introduction, so that it does not overtake it. */
const introductionMs = 2_000;

export const newDelivery = (world: World, conversation: Conversation, activity: Activity, links: readonly FileLink[] = []): Delivery => ({
  id: `d${++world.deliveryCount}`, conversationId: conversation.id, activity, links,
});

function deliver(world: World, delivery: Delivery): Output {
  world.deliveries.set(delivery.id, delivery);
  const { id, activity, links } = delivery;
  return { type: 'deliver', delivery: id, activity, links };
}

export function deliverIntroduction(world: World, conversation: Conversation, delivery: Delivery, nowMs: number): Output[] {
  conversation.introducing.set(delivery.id, nowMs + Math.min(introductionMs, world.settings.botTimeoutMs));
  return [deliver(world, delivery)];
}

/** In turn after the introductions, otherwise at once: deliveries are concurrent, as the service's are. */
export function deliverInTurn(world: World, conversation: Conversation, delivery: Delivery): Output[] {
  if (conversation.introducing.size === 0) return [deliver(world, delivery)];
  // Registered all the same: its client's deadline runs while it waits.
  world.deliveries.set(delivery.id, delivery);
  conversation.waiting.push(delivery);
  return [];
}

/** An introduction is answered or has had its time: what waited for it goes. */
export function introductionDone(world: World, conversation: Conversation, deliveryId: string): Output[] {
  if (!conversation.introducing.delete(deliveryId) || conversation.introducing.size > 0) return [];
  return conversation.waiting.splice(0).map((delivery) => deliver(world, delivery));
}
