import { requestLine } from './aim.js';
import { botAnswered } from './botAnswers.js';
import { botSends } from './connector.js';
import { whatIsDue } from './due.js';
import { planFault } from './faults.js';
import { upgrade, whatIsLate } from './late.js';
import type { Input, Output, ServiceRequest } from './messages.js';
import { serve } from './operations.js';
import { answerByFault } from './plannedFaults.js';
import { orRefused } from './refusal.js';
import { spoil } from './spoil.js';
import { socketClosed } from './stream.js';
import type { World } from './world.js';

function serveUnlessFaulty(world: World, request: ServiceRequest, nowMs: number): Output[] {
  world.lines.set(request.id, requestLine(request));
  answerByFault(world, request, nowMs);
  return serve(world, request, nowMs);
}

function react(world: World, input: Input, nowMs: number): Output[] {
  switch (input.type) {
    case 'request':
      return orRefused(() => serveUnlessFaulty(world, input.request, nowMs), (answer) => ({ type: 'answer', request: input.request.id, answer }));
    case 'upgrade':
      return upgrade(world, input.upgrade, nowMs);
    case 'socket closed':
      return socketClosed(world, input.socket);
    case 'bot sent': {
      const conversation = world.conversations.get(input.conversationId);
      return conversation ? botSends(world, conversation, input.activity, undefined, nowMs).outputs : [];
    }
    case 'bot answered':
      return botAnswered(world, input.delivery, input.answer, nowMs);
    case 'fault':
      return planFault(world, input.fault, input.when ?? {}, nowMs);
    case 'tick':
      return [];
  }
}

/**
 * The service: what happens to it, and what it does about it. Synchronous and deterministic; changes its own world only.
 * What was due before the input comes first, so a late `tick` changes nothing but the moment.
 */
export function step(world: World, input: Input, nowMs: number): Output[] {
  return [...whatIsLate(world, nowMs), ...spoil(world, [...whatIsDue(world, nowMs), ...react(world, input, nowMs)], nowMs)];
}
