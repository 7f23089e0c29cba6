import type { Activity } from '../../protocol/types.js';
import { knownConversation } from './access.js';
import { activityOf } from './activityIn.js';
import { asDelivered } from './connector.js';
import { tell } from './frames.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { answered } from './parts.js';
import { recordedAs, remove, replace } from './record.js';
import { notSupported, refuse } from './refusal.js';
import type { Conversation, World } from './world.js';

/** Direct Line refuses them (docs/protocol.md, 18.3); an option applies them. */
function editable(world: World, conversationId: string): Conversation {
  if (world.settings.botEdits === 'refused') throw notSupported();
  return knownConversation(world, conversationId);
}

function ownActivity(conversation: Conversation, activityId: string): Activity {
  const activity = recordedAs(conversation, activityId);
  if (activity?.from?.role !== 'bot') throw refuse(404, 'BadArgument', 'Unknown activity');
  return activity;
}

const done = (id: string): Answer => ({ status: 200, body: { kind: 'json', json: { id } } });

/** In history it takes the place of what the bot said before; who listens gets it with the id that it had. */
export function updateActivity(world: World, request: ServiceRequest, conversationId: string, activityId: string, nowMs: number): Output[] {
  const conversation = editable(world, conversationId);
  const { type, timestamp, replyToId } = ownActivity(conversation, activityId);
  const received = activityOf(request.body);
  if (received.type !== type) throw refuse(400, 'BadArgument', `An activity of type ${type} stays one`);
  const updated = { ...asDelivered(world, conversation, received, activityId, replyToId, nowMs), ...(timestamp !== undefined && { timestamp }) };
  replace(conversation, updated);
  return [...answered(request, done(activityId)), ...tell(world, conversation, updated)];
}

/** Gone from history; who has heard it is told nothing. */
export function deleteActivity(world: World, conversationId: string, activityId: string): Answer {
  const conversation = editable(world, conversationId);
  ownActivity(conversation, activityId);
  remove(conversation, activityId);
  return done(activityId);
}
