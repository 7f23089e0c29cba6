import type { Activity } from '../../protocol/types.js';
import { deliverInTurn, newDelivery } from './deliveries.js';
import { checkGoesOn } from './ending.js';
import type { FileLink } from './files.js';
import { publish } from './frames.js';
import { newShortId, nextRecordedId } from './ids.js';
import { introduceUser } from './introductions.js';
import type { Output, ServiceRequest, Version } from './messages.js';
import { isRecorded } from './record.js';
import { timestamp } from './time.js';
import type { Conversation, World } from './world.js';

/** What a client said, once it is known to be sound and from whom. */
export type Received = Activity & Required<Pick<Activity, 'from'>>;

/** An activity as the bot gets it and as clients see it, and what completes the former. */
export interface Attached {
  readonly given: Activity;
  readonly seen: Activity;
  readonly links: readonly FileLink[];
}

export type Attach = (activity: Activity) => Attached;

const asItIs: Attach = (activity) => ({ given: activity, seen: activity, links: [] });

/** To the bot, and to everybody in the conversation; the client's answer waits for the bot's (docs/protocol.md, 6). */
export function userSends(
  world: World, conversation: Conversation, received: Received, request: ServiceRequest, version: Version, nowMs: number,
  attach: Attach = asItIs,
): Output[] {
  checkGoesOn(world, conversation);
  const introduction = introduceUser(world, conversation, received.from, nowMs);

  const { bot, serviceUrl, echo, botTimeoutMs } = world.settings;
  const activity: Activity = {
    ...received,
    id: isRecorded(received) ? nextRecordedId(conversation) : newShortId(world),
    timestamp: timestamp(nowMs),
    serviceUrl,
    channelId: 'directline',
    conversation: { id: conversation.id },
  };
  const { given, seen: { recipient: _, ...seen }, links } = attach(activity);
  const delivery = newDelivery(world, conversation, { ...given, recipient: bot }, links);
  delivery.post = { request: request.id, version, dueAtMs: nowMs + botTimeoutMs };
  if (echo === 'after the bot') delivery.echo = seen;
  return [
    ...(delivery.echo ? [] : publish(world, conversation, seen, nowMs)),
    ...introduction,
    ...deliverInTurn(world, conversation, delivery),
  ];
}
