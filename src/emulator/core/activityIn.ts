import type { Activity, ChannelAccount } from '../../protocol/types.js';
import type { User } from './claims.js';
import { checkSender } from './enhanced.js';
import type { Body } from './messages.js';
import { isObject, jsonOf, listOf } from './parameters.js';
import { refuse } from './refusal.js';
import type { World } from './world.js';

/** Enough of an activity to be passed on. */
export const isActivity = (value: unknown): value is Activity =>
  isObject(value) && typeof value.type === 'string' && value.type !== '' && (value.from == null || isAccount(value.from));

const isAccount = (value: unknown): value is ChannelAccount => isObject(value) && (value.id == null || typeof value.id === 'string');

/** Not for clients, and unsupported (docs/protocol.md, 6.1). */
const notForClients = new Set(['conversationUpdate', 'contactRelationUpdate']);

export function activityOf(body: Body): Activity {
  const json = jsonOf(body);
  if (!isObject(json)) throw refuse(400, 'BadArgument', 'The request body must be an activity, a JSON object');
  if (json.type == null || json.type === '') throw refuse(400, 'MissingProperty', 'The activity needs a type');
  if (!isActivity(json)) throw refuse(400, 'BadArgument', 'type and from.id of an activity must be strings');
  return json;
}

export function userActivityOf(body: Body): Activity {
  const activity = activityOf(body);
  if (notForClients.has(activity.type)) throw refuse(400, 'BadArgument', `Clients cannot send ${activity.type}`);
  // Clients send anything, whatever the types say.
  listOf(activity.attachments ?? [], isObject, 'attachments', 'objects');
  return activity;
}

/**
 * A token's user overrides or fills; without one the client has to say who it is (docs/protocol.md, 3.4). What a client says of its role
 * is not passed on (12.1): a user is no bot.
 */
export function senderOf(world: World, activity: Activity, bound: User | undefined): ChannelAccount {
  checkSender(world, activity.from?.id, bound);
  const id = bound?.id ?? activity.from?.id;
  if (!id) throw refuse(400, 'MissingProperty', 'The activity needs from.id, since the token carries no user');
  const { role: _, ...from } = { ...bound, ...activity.from, id };
  return from;
}
