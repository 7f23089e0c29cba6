import { requestLine, take } from './aim.js';
import type { PlannedAnswer } from './faultPlan.js';
import type { Answer, Output, UpgradeRequest } from './messages.js';
import { errorAnswer, Refusal } from './refusal.js';
import type { Conversation, World } from './world.js';

const usualCodes: Readonly<Record<number, string>> = {
  400: 'BadArgument', 401: 'BadArgument', 403: 'BadArgument', 404: 'BadArgument', 502: 'BotRejectedActivity', 504: 'BotError',
};

/** In whole seconds, or the date of then, which has none smaller: the next one, so that nobody comes too early. */
function retryAfterOf({ retryAfter, retryAfterAs }: PlannedAnswer, nowMs: number): string | undefined {
  if (retryAfter === undefined) return undefined;
  return retryAfterAs === 'date' ? new Date(Math.ceil(nowMs / 1_000 + retryAfter) * 1_000).toUTCString() : String(retryAfter);
}

function answerOf(planned: PlannedAnswer, nowMs: number): Answer {
  const { status, code } = planned;
  const retryAfter = retryAfterOf(planned, nowMs);
  const headers = retryAfter === undefined ? undefined : { 'Retry-After': retryAfter };
  return errorAnswer(status, code ?? usualCodes[status] ?? 'ServiceError', `A planned fault: ${status}`, headers);
}

/** Answers by the first planned fault that matches, and uses it up. */
export function answerByFault(world: World, request: { readonly method: string; readonly path: string }, nowMs: number): void {
  const planned = take(world, requestLine(request), ['respond']);
  if (planned) throw new Refusal(answerOf(planned, nowMs), 'fault');
}

export function handshakeFault(world: World, upgrade: UpgradeRequest, nowMs: number): Output | undefined {
  const { socket } = upgrade;
  const fault = take(world, requestLine(upgrade), ['refuse', 'neverOpen']);
  if (!fault) return undefined;
  return fault.kind === 'neverOpen' ? { type: 'hang', socket } : { type: 'refuse', socket, answer: answerOf({ kind: 'respond', status: 503 }, nowMs) };
}

/** Where a replay begins: a planned one reaches further back, never less far, so that it loses nothing. */
export function startOfReplay(world: World, conversation: Conversation, position: number): number {
  const { replay } = world.faults;
  world.faults.replay = undefined;
  if (replay === undefined) return position;
  return Math.min(position, replay === 'all' ? -1 : conversation.nextPosition - 1 - replay);
}
