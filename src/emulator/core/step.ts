import { botAnswered } from './botAnswers.js';
import { botSends } from './connector.js';
import { whatIsDue } from './due.js';
import { applyFault } from './faults.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { answered, type Step } from './parts.js';
import { answerByFault } from './plannedFaults.js';
import { refuse, Refusal } from './refusal.js';
import { openStream, socketClosed } from './stream.js';
import type { World } from './world.js';

function serve(world: World, request: ServiceRequest, nowMs: number): Output[] {
  answerByFault(world, request, nowMs);
  for (const operate of world.parts.operations) {
    const outputs = operate(world, request, nowMs);
    if (outputs) return outputs;
  }
  // A 404 would say that the conversation is gone, which is not what is wrong.
  if (request.method === 'POST' && request.path.endsWith('/upload')) throw refuse(405, 'NotSupported', 'This service was begun without uploads');
  throw refuse(404, 'NotFound', `No such operation: ${request.method} ${request.path}`);
}

/** A refusal is an answer; it was thrown before anything had changed. */
function orRefused(serve: () => Output[], refused: (answer: Answer) => Output[]): Output[] {
  try {
    return serve();
  } catch (error) {
    if (error instanceof Refusal) return refused(error.answer);
    throw error;
  }
}

const react: Step = (world, input, nowMs) => {
  switch (input.type) {
    case 'request':
      return orRefused(() => serve(world, input.request, nowMs), (answer) => answered(input.request, answer));
    case 'upgrade':
      return orRefused(() => openStream(world, input.upgrade, nowMs), (answer) => [{ type: 'refuse', socket: input.upgrade.socket, answer }]);
    case 'socket closed':
      return socketClosed(world, input.socket);
    case 'bot sent': {
      const conversation = world.conversations.get(input.conversationId);
      return conversation ? botSends(world, conversation, input.activity, undefined, nowMs).outputs : [];
    }
    case 'bot answered':
      return botAnswered(world, input.delivery, input.answer, nowMs);
    case 'fault':
      return applyFault(world, input.fault, nowMs);
    case 'tick':
      return [];
  }
};

const undisturbed: Step = (world, input, nowMs) => [...whatIsDue(world, nowMs), ...react(world, input, nowMs)];

/**
 * The service: what happens to it, and what it does about it. Synchronous and deterministic; changes its own world only.
 * What was due before the input comes first, so a late `tick` changes nothing but the moment.
 */
export const step: Step = (world, input, nowMs) => world.parts.disturbed(undisturbed)(world, input, nowMs);
