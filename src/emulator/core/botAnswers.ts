import { isActivity } from './activityIn.js';
import { botSends } from './connector.js';
import { introductionDone, type Delivery, type PendingPost } from './deliveries.js';
import { failureOf, timedOut } from './botFailures.js';
import { publish } from './frames.js';
import type { Answer, BotAnswer, Output } from './messages.js';
import { isObject } from './parameters.js';
import { answerToPost } from './postAnswers.js';
import { remove } from './record.js';
import type { Conversation, World } from './world.js';

/** What a bot that was asked to `expectReplies` puts into its answer (docs/protocol.md, 13). */
function repliesIn(answer: BotAnswer, delivery: Delivery): readonly unknown[] {
  if (delivery.activity.deliveryMode !== 'expectReplies' || 'failed' in answer || !isObject(answer.body)) return [];
  return Array.isArray(answer.body.activities) ? answer.body.activities : [];
}

const answered = (world: World, { request, version }: PendingPost, activityId: string | undefined, failure: Answer | undefined): Output =>
  ({ type: 'answer', request, answer: answerToPost(world, version, activityId, failure) });

/** What the bot rejected is taken back, where the service does that (docs/protocol.md, 20 #19). */
function takeBack(conversation: Conversation, delivery: Delivery): void {
  delete delivery.echo;
  remove(conversation, delivery.activity.id);
}

/** The client's POST is answered once; the echo that waited for the bot goes with it. */
function settle(world: World, delivery: Delivery, failure: Answer | undefined, nowMs: number): Output[] {
  const conversation = world.conversations.get(delivery.conversationId);
  const { post, echo } = delivery;
  delete delivery.post;
  delete delivery.echo;
  return [
    ...(echo && conversation ? publish(world, conversation, echo, nowMs) : []),
    ...(post ? [answered(world, post, delivery.activity.id, failure)] : []),
  ];
}

export function botAnswered(world: World, deliveryId: string, answer: BotAnswer, nowMs: number): Output[] {
  const delivery = world.deliveries.get(deliveryId);
  const conversation = delivery && world.conversations.get(delivery.conversationId);
  if (!delivery || !conversation) return [];
  world.deliveries.delete(deliveryId);
  const failure = failureOf(answer, world.settings);
  if (failure && delivery.post && world.settings.rejectedActivity === 'dropped') takeBack(conversation, delivery);
  return [
    ...repliesIn(answer, delivery).filter(isActivity)
      .flatMap((reply) => botSends(world, conversation, reply, delivery.activity.id, nowMs).outputs),
    ...settle(world, delivery, failure, nowMs),
    ...introductionDone(world, conversation, deliveryId),
  ];
}

/** No answer in time is the client's 504; the bot may go on (docs/protocol.md, 6.2). */
export function botTimedOut(world: World, delivery: Delivery, nowMs: number): Output[] {
  return settle(world, delivery, timedOut(), nowMs);
}
