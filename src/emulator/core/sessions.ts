import { accessOf } from './access.js';
import { newShortId } from './ids.js';
import type { Answer, ServiceRequest } from './messages.js';
import { answered, type Operations } from './parts.js';
import { refuse } from './refusal.js';
import type { World } from './world.js';

const same = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '');

/**
 * What ties a sign-in to a browser session (docs/protocol.md, 10): the same for all who are in a conversation. Pages that no
 * trusted origin stands for are refused, as the service was seen to do it.
 */
function sessionId(world: World, request: ServiceRequest, origin: string | undefined, nowMs: number): Answer {
  const access = accessOf(world, request.credential, nowMs);
  const trusted = world.settings.trustedOrigins ?? (access.kind === 'token' ? access.claims.origins : undefined);
  if (origin !== undefined && trusted && !trusted.some((one) => same(one, origin))) {
    throw refuse(400, 'BadArgument', `Origin ${origin} is not one of the trusted origins`);
  }
  const id = access.kind === 'token' ? access.claims.conv : newShortId(world);
  return { status: 200, body: { kind: 'json', json: { sessionId: id } } };
}

export const sessionOperations: Operations = (world, request, nowMs) =>
  request.call.op === 'session id' ? answered(request, sessionId(world, request, request.call.origin, nowMs)) : undefined;
