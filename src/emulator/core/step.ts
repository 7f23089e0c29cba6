import { getActivities, postActivity } from './activities.js';
import { requestLine } from './aim.js';
import { botAnswered } from './botAnswers.js';
import { botSends, connectorSend, members, unsupported } from './connector.js';
import { reconnect, start } from './conversations.js';
import { whatIsDue } from './due.js';
import { planFault } from './faults.js';
import { upgrade, whatIsLate } from './late.js';
import { getMessages, postMessage } from './messages11.js';
import type { Answer, Input, Output, ServiceRequest } from './messages.js';
import { answerByFault } from './plannedFaults.js';
import { orRefused, refuse } from './refusal.js';
import { spoil } from './spoil.js';
import { socketClosed } from './stream.js';
import { generate, generate11, refresh, renew } from './tokens.js';
import type { World } from './world.js';

const at = (request: ServiceRequest, answer: Answer): Output[] => [{ type: 'answer', request: request.id, answer }];

function serve(world: World, request: ServiceRequest, nowMs: number): Output[] {
  answerByFault(world, request, nowMs);
  const { call } = request;
  switch (call.op) {
    case 'generate': return at(request, generate(world, request, nowMs));
    case 'token 1.1': return at(request, generate11(world, request, nowMs));
    case 'refresh': return at(request, refresh(world, request, nowMs));
    case 'renew': return at(request, renew(world, request, call.conversationId, nowMs));
    case 'start': return start(world, request, '3.0', nowMs);
    case 'start 1.1': return start(world, request, '1.1', nowMs);
    case 'reconnect': return reconnect(world, request, call.conversationId, call.watermark, nowMs);
    case 'get activities': return at(request, getActivities(world, request, call.conversationId, call.watermark, nowMs));
    case 'post activity': return postActivity(world, request, call.conversationId, nowMs);
    case 'get messages': return at(request, getMessages(world, request, call.conversationId, call.watermark, nowMs));
    case 'post message': return postMessage(world, request, call.conversationId, nowMs);
    case 'bot sends': return connectorSend(world, request, call.conversationId, call.replyToId, nowMs);
    case 'members': return at(request, members(world, call.conversationId));
    case 'unsupported': return unsupported();
    case 'unknown': throw refuse(404, 'NotFound', `No such operation: ${request.method} ${request.path}`);
  }
}

function react(world: World, input: Input, nowMs: number): Output[] {
  switch (input.type) {
    case 'request':
      world.lines.set(input.request.id, requestLine(input.request));
      return orRefused(() => serve(world, input.request, nowMs), (answer) => ({ type: 'answer', request: input.request.id, answer }));
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
