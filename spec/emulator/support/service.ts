import { allAbilities } from '../../../src/emulator/abilities/all.js';
import { composed } from '../../../src/emulator/composed.js';
import { nextDueAt } from '../../../src/emulator/core/due.js';
import type { Activity } from '../../../src/protocol/types.js';
import type { Call } from '../../../src/emulator/core/calls.js';
import type { Claims } from '../../../src/emulator/core/claims.js';
import type { Answer, BotAnswer, Credential, Input, Output } from '../../../src/emulator/core/messages.js';
import { errorJson } from '../../../src/emulator/core/refusal.js';
import { step } from '../../../src/emulator/core/step.js';
import { likelier } from '../../../src/emulator/core/uncertain.js';
import { createWorld, type Settings } from '../../../src/emulator/core/world.js';

const settings: Settings = {
  serviceUrl: 'http://service/', bot: { id: 'bot' }, botLabel: 'the bot', botRefusedHint: 'Look at its app id', tokenLifetimeMs: 1_800_000, streamUrlLifetimeMs: 60_000,
  keepAliveMs: 0, botTimeoutMs: 15_000, retentionMs: 86_400_000, pageSize: 100, echo: 'at once', seed: 1,
  relativeUrls: false, ownOrigins: ['http://service'], enhancedAuthentication: false, trustedOrigins: undefined, botEdits: 'refused', ...likelier,
};

export const secret: Credential = { kind: 'secret' };
export const tokenOf = (claims: Claims): Credential => ({ kind: 'token', claims });

/** The core in the hand: a clock that a spec moves, and every output kept. */
export function service(changes: Partial<Settings> = {}) {
  const world = createWorld({ ...settings, ...changes }, composed(allAbilities).parts);
  let now = 1_000_000;
  let count = 0;

  const said: Activity[] = [];

  /** What is done about it; what is only for the log is kept apart. */
  const give = (input: Input): Output[] =>
    step(world, input, now).filter((output) => output.type !== 'bot said' || (said.push(output.activity), false));
  const outputsOf = (call: Call, json?: unknown, credential: Credential = secret): Output[] =>
    give({
      type: 'request',
      request: { id: `r${++count}`, method: 'M', path: `/${call.op}`, call, credential, body: json === undefined ? { kind: 'empty' } : { kind: 'json', json } },
    });

  return {
    world, give, outputsOf,
    /** What the log was told of the bot. */
    said,
    dueAt: () => nextDueAt(world) - 1_000_000,
    /** Moves the clock, and lets happen what is due by then. */
    wait(ms: number): Output[] {
      now += ms;
      return give({ type: 'tick' });
    },
    ask: (call: Call, json?: unknown, credential?: Credential) => answerIn(outputsOf(call, json, credential)),
    start: (json: unknown = { user: { id: 'ann' } }) => granted(answerIn(outputsOf({ op: 'start' }, json))),
    say: (conversationId: string, text: string, more: Partial<Activity> = {}) =>
      outputsOf({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'ann' }, text, ...more }),
    botSays: (conversationId: string, activity: Activity) => give({ type: 'bot sent', conversationId, activity }),
    botAnswers: (delivery: string, answer: BotAnswer = { status: 200 }) => give({ type: 'bot answered', delivery, answer }),
    open: (socket: string, conversationId: string, ticket: Claims, watermark?: string) =>
      give({ type: 'upgrade', upgrade: { socket, method: 'GET', path: '/stream', conversationId, watermark, ticket: tokenOf(ticket) } }),
    /** A stream URL's ticket, and its watermark. */
    ticket(conversationId: string, watermark?: string) {
      return granted(answerIn(outputsOf({ op: 'reconnect', conversationId, watermark }))).stream;
    },
    history: (conversationId: string, watermark?: string) => json(answerIn(outputsOf({ op: 'get activities', conversationId, watermark }))),
  };
}

/** The same with a conversation that the bot has greeted, and its stream open on the socket `s1`. */
export function streaming(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const { conversationId, stream } = it.start();
  it.botAnswers('d1');
  it.open('s1', conversationId, stream.ticket, '-');
  return { ...it, conversationId };
}

export function only<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined || values.length !== 1) throw new Error(`expected one, got ${JSON.stringify(values)}`);
  return value;
}

export const answersIn = (outputs: readonly Output[]): Answer[] => outputs.flatMap((output) => (output.type === 'answer' ? [output.answer] : []));
export const answerIn = (outputs: readonly Output[]): Answer => only(answersIn(outputs));
/** As 3.0 has it. */
export const json = ({ body }: Answer): unknown => (body.kind === 'json' ? body.json : body.kind === 'error' ? errorJson(body) : undefined);

export function granted({ status, body }: Answer) {
  if (body.kind !== 'conversation') throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  const { stream } = body;
  if (!stream) throw new Error('no stream URL');
  return { ...body, stream, status };
}

export const deliveriesIn = (outputs: readonly Output[]) => outputs.flatMap((output) => (output.type === 'deliver' ? [output] : []));

interface Frame { readonly activities: readonly Activity[]; readonly watermark: string }

export const framesIn = (outputs: readonly Output[]): Frame[] =>
  outputs.flatMap((output) => (output.type === 'send' && output.text !== '' ? [JSON.parse(output.text)] : []));
export const textsIn = (outputs: readonly Output[]) => framesIn(outputs).flatMap(({ activities }) => activities.map(({ text }) => text));
export const typesOf = (outputs: readonly Output[]) => outputs.map(({ type }) => type);
