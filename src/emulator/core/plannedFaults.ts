import type { PlannedAnswer } from './faultPlan.js';
import type { Answer, Output } from './messages.js';
import { errorAnswer, Refusal } from './refusal.js';
import type { Conversation, World } from './world.js';

const usualCodes: Readonly<Record<number, string>> = {
  400: 'BadArgument', 401: 'BadArgument', 403: 'BadArgument', 404: 'BadArgument', 502: 'BotRejectedActivity', 504: 'BotError',
};

function plannedAnswer({ status, code, retryAfter }: PlannedAnswer): Answer {
  const headers = retryAfter === undefined ? undefined : { 'Retry-After': String(retryAfter) };
  return errorAnswer(status, code ?? usualCodes[status] ?? 'ServiceError', `A planned fault: ${status}`, headers);
}

const matches = ({ match }: PlannedAnswer, line: string): boolean =>
  match === undefined || (typeof match === 'string' ? line.includes(match) : line.search(match) >= 0);

/** Answers by the first planned fault that matches, and uses it up. */
export function answerByFault(world: World, request: { readonly method: string; readonly path: string }): void {
  const line = `${request.method} ${request.path}`;
  const { answers } = world.faults;
  const index = answers.findIndex((planned) => matches(planned, line));
  const planned = answers[index];
  if (!planned) return;
  answers.splice(index, 1, ...(planned.times > 1 ? [{ ...planned, times: planned.times - 1 }] : []));
  throw new Refusal(plannedAnswer(planned), 'fault');
}

export function handshakeFault(world: World, socket: string): Output | undefined {
  const { faults } = world;
  if (faults.refuse > 0) {
    faults.refuse -= 1;
    return { type: 'refuse', socket, answer: plannedAnswer({ status: 503, times: 1 }) };
  }
  if (faults.neverOpen > 0) {
    faults.neverOpen -= 1;
    return { type: 'hang', socket };
  }
  return undefined;
}

/** Where a replay begins: a planned one reaches further back, never less far, so that it loses nothing. */
export function startOfReplay(world: World, conversation: Conversation, position: number): number {
  const { replay } = world.faults;
  world.faults.replay = undefined;
  if (replay === undefined) return position;
  return Math.min(position, replay === 'all' ? -1 : conversation.nextPosition - 1 - replay);
}
