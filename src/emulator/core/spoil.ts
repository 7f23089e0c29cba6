import { queuedUntil } from './agenda.js';
import { frameLine, take } from './aim.js';
import { botAnswered } from './botAnswers.js';
import { damagedText } from './damage.js';
import type { AimedFault } from './faultPlan.js';
import type { Answer, Output } from './messages.js';
import { itemsOf, spoiltFrames, spoiltPage } from './sets.js';
import { watermarkAt } from './watermarks.js';
import type { World } from './world.js';

type Sent = Extract<Output, { readonly type: 'send' }>;
type Answered = Extract<Output, { readonly type: 'answer' }>;

const ofSets = ['repeat', 'resetWatermark'] as const;
const ofFrames = ['cut', 'oversize', 'malform', ...ofSets] as const;
const ofAnswers = ['cut', 'loseAnswer', 'oversize', 'malform'] as const;

const startOf = (world: World): string => watermarkAt(world, -1);

function spoiltAnswer(world: World, answer: Answer, fault: Extract<AimedFault, { readonly kind: (typeof ofAnswers | typeof ofSets)[number] }> | undefined): Answer {
  if (!fault) return answer;
  if (fault.kind !== 'repeat' && fault.kind !== 'resetWatermark') return { ...answer, damage: fault };
  return answer.body.kind === 'json' ? { ...answer, body: { kind: 'json', json: spoiltPage(answer.body.json, fault, startOf(world)) } } : answer;
}

/** The request has had its effect by now. */
function answered(world: World, { request, answer }: Answered, nowMs: number): Output[] {
  const line = world.lines.get(request) ?? '';
  world.lines.delete(request);
  const isSet = answer.body.kind === 'json' && itemsOf(answer.body.json) !== undefined;
  const spoilt = spoiltAnswer(world, answer, take(world, line, isSet ? [...ofAnswers, ...ofSets] : ofAnswers));
  const delay = take(world, line, ['delay']);
  if (!delay) return [{ type: 'answer', request, answer: spoilt }];
  world.agenda.push({ kind: 'answer', dueAtMs: nowMs + delay.ms, request, answer: spoilt });
  return [];
}

function sent(world: World, { socket, text }: Sent, nowMs: number): Output[] {
  const stream = world.sockets.get(socket);
  if (!stream) return []; // Cut by the frame before.
  const line = frameLine(stream.conversationId);
  const fault = take(world, line, ofFrames);
  if (fault?.kind === 'cut') {
    world.sockets.delete(socket);
    return [{ type: 'cut', socket, within: text }];
  }
  const texts = !fault ? [text] : fault.kind === 'repeat' || fault.kind === 'resetWatermark' ? spoiltFrames(text, fault, startOf(world)) : [damagedText(text, fault)];
  const delay = take(world, line, ['delay']);
  const queued = queuedUntil(world, socket);
  if (!delay && queued === undefined) return texts.map((each) => ({ type: 'send', socket, text: each }));
  const dueAtMs = Math.max(queued ?? 0, nowMs + (delay?.ms ?? 0));
  world.agenda.push(...texts.map((each) => ({ kind: 'frame', dueAtMs, socket, text: each }) as const));
  return [];
}

/** A bot that hangs has it for good; one that refuses has answered. */
function delivered(world: World, delivery: string, nowMs: number): Output[] {
  if (world.bot === 'hang') return [];
  return spoil(world, botAnswered(world, delivery, { failed: `${world.settings.botLabel} is down (a planned fault)` }, nowMs), nowMs);
}

/** What the service says, as the planned faults leave it. */
export function spoil(world: World, outputs: readonly Output[], nowMs: number): Output[] {
  return outputs.flatMap((output) => {
    switch (output.type) {
      case 'answer': return answered(world, output, nowMs);
      case 'send': return output.text === '' ? [output] : sent(world, output, nowMs);
      case 'deliver': return world.bot === 'well' ? [output] : delivered(world, output.delivery, nowMs);
      default: return [output];
    }
  });
}
