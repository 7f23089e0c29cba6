import type { Answer, Version } from './messages.js';
import type { World } from './world.js';

/**
 * What a client's POST is answered when the bot has answered, or has not: 3.0 has the id, or what went wrong; 1.1 has no body,
 * or one status for all that goes wrong with a bot (docs/protocol.md, 6.2 and 6.5).
 */
export function answerToPost(world: World, version: Version, activityId: string | undefined, failure: Answer | undefined): Answer {
  if (version === '3.0') return failure ?? { status: 200, body: { kind: 'json', json: { id: activityId } } };
  return failure ? { ...failure, status: world.settings.botErrorStatus } : { status: 204, body: { kind: 'none' } };
}
