import { botAnswered } from './botAnswers.js';
import { botSends } from './connector.js';
import { whatIsDue } from './due.js';
import { applyFault } from './faults.js';
import type { Answer, Input, Output, ServiceRequest } from './messages.js';
import { serve } from './operations.js';
import { answerByFault } from './plannedFaults.js';
import { Refusal } from './refusal.js';
import { openStream, socketClosed } from './stream.js';
import type { World } from './world.js';

function serveUnlessFaulty(world: World, request: ServiceRequest, nowMs: number): Output[] {
  answerByFault(world, request);
  return serve(world, request, nowMs);
}

/** A refusal is an answer; it was thrown before anything had changed. */
function orRefused(serve: () => Output[], refused: (answer: Answer) => Output): Output[] {
  try {
    return serve();
  } catch (error) {
    if (error instanceof Refusal) return [refused(error.answer)];
    throw error;
  }
}

function react(world: World, input: Input, nowMs: number): Output[] {
  switch (input.type) {
    case 'request':
      return orRefused(() => serveUnlessFaulty(world, input.request, nowMs), (answer) => ({ type: 'answer', request: input.request.id, answer }));
    case 'upgrade':
      return orRefused(() => openStream(world, input.upgrade, nowMs), (answer) => ({ type: 'refuse', socket: input.upgrade.socket, answer }));
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
}

/**
 * The service: what happens to it, and what it does about it. Synchronous and deterministic; changes its own world only.
 * What was due before the input comes first, so a late `tick` changes nothing but the moment.
 */
export function step(world: World, input: Input, nowMs: number): Output[] {
  return [...whatIsDue(world, nowMs), ...react(world, input, nowMs)];
}
