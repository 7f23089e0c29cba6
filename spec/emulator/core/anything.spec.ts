import type { Fault, When } from '../../../src/emulator/core/faultPlan.js';
import type { Call } from '../../../src/emulator/core/calls.js';
import type { Body, BotAnswer, Credential, Input, Output } from '../../../src/emulator/core/messages.js';
import { step } from '../../../src/emulator/core/step.js';
import { service, tokenOf } from '../support/service.js';

/** A small sequence of its own: the same in every run, and printed by its seed. */
function dice(seed: number) {
  let state = seed;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
  return { roll, pick: <T>(values: readonly [T, ...T[]]): T => values[roll(values.length)] ?? values[0] };
}

const bodies: readonly [unknown, ...unknown[]] = [
  { type: 'message', from: { id: 'ann' }, text: 'hi' }, { type: 'typing', from: { id: 'bob' } }, {}, [], 'x', null, { type: 7 },
  { type: 'message', from: null }, { user: { id: 'ann' } }, { type: 'message', from: { id: 'ann' }, deliveryMode: 'expectReplies' },
  { text: 'hi', images: ['/a.png'], attachments: [{ url: 'u', contentType: 'a/b' }] }, { from: 7 }, { from: 'ann', channelData: {} },
];

const file = { name: 'a', contentType: 'a/b', bytes: Uint8Array.of(1) };

const faults: readonly [Fault, ...Fault[]] = [
  { kind: 'drop' }, { kind: 'ghost', ghostMs: 500 }, { kind: 'silence', ms: 700 }, { kind: 'refuse', times: 1 }, { kind: 'neverOpen', times: 1 },
  { kind: 'replay', last: 'all' }, { kind: 'respond', status: 500, times: 1 }, { kind: 'delay', ms: 900, times: 3 }, { kind: 'repeat', times: 2 },
  { kind: 'resetWatermark', to: 'start', times: 2 }, { kind: 'cut', times: 1 }, { kind: 'loseAnswer', how: 'silence', times: 1 },
  { kind: 'oversize', bytes: 10, times: 1 }, { kind: 'malform', as: 'html', times: 1 }, { kind: 'killBot', how: 'refuse' },
  { kind: 'killBot', how: 'hang' }, { kind: 'reviveBot' }, { kind: 'reviveBot' }, { kind: 'clear' },
];

describe.each([1, 2, 3, 4, 5])('2,000 steps of anything (seed %i)', (seed) => {
  const { roll, pick } = dice(seed);
  const { world, start } = service({
    keepAliveMs: 1_000, seed, collision: pick(['newcomer', 'older', 'none']), echo: pick(['at once', 'after the bot']), watermark: pick(['last', 'next']),
    expiryClosesStreams: pick([true, false]), tokenLifetimeMs: 200_000, refreshEndsToken: pick([true, false]),
  });
  const one = start();
  const two = start({});
  const asked = new Map<string, number>();
  const knocked = new Map<string, number>();
  const deliveries: string[] = [];
  let now = 2_000_000;

  function anyInput(n: number): Input {
    const conversationId = pick([one.conversationId, two.conversationId, 'nowhere']);
    const watermark = pick([undefined, '', '-', '0', '17', '99999', 'x']);
    const credential = pick<Credential>([{ kind: 'secret' }, { kind: 'none' }, { kind: 'invalid' }, tokenOf(one.token), tokenOf(two.token)]);
    const call = pick<Call>([
      { op: 'generate' }, { op: 'refresh' }, { op: 'start' }, { op: 'token 1.1' }, { op: 'unknown' }, { op: 'unsupported' },
      { op: 'reconnect', conversationId, watermark }, { op: 'get activities', conversationId, watermark },
      { op: 'post activity', conversationId }, { op: 'post activity', conversationId }, { op: 'bot sends', conversationId, replyToId: pick([undefined, 'r']) },
      { op: 'renew', conversationId }, { op: 'start 1.1' }, { op: 'get messages', conversationId, watermark }, { op: 'post message', conversationId },
      { op: 'upload', version: pick(['3.0', '1.1']), conversationId, userId: pick([undefined, 'ann']) }, { op: 'get file', conversationId, file: '0000001/0', name: 'a' },
      { op: 'session id', origin: undefined }, { op: 'update activity', conversationId, activityId: `${conversationId}|0000001` }, { op: 'remove member', conversationId, memberId: 'ann' },
      { op: 'conversations', continuationToken: watermark }, { op: 'paged members', conversationId, pageSize: watermark, continuationToken: watermark }, { op: 'put attachment', conversationId },
    ]);
    const request = { id: `x${n}`, method: 'M', path: '/p', call, credential, body: pick<Body>([{ kind: 'json', json: pick(bodies) }, { kind: 'empty' }, { kind: 'malformed' }, { kind: 'files', container: pick([undefined, { kind: 'json', json: pick(bodies) } as const]), files: [file] }]) };
    return pick<Input>([
      { type: 'request', request }, { type: 'request', request }, { type: 'request', request },
      { type: 'upgrade', upgrade: { socket: `s${n}`, method: 'GET', path: '/s', conversationId, watermark, ticket: credential } },
      { type: 'socket closed', socket: `s${roll(n + 1)}` },
      { type: 'bot answered', delivery: deliveries[roll(deliveries.length + 1)] ?? 'none', answer: pick<BotAnswer>([{ status: 200, body: { activities: [pick(bodies)] } }, { status: 500 }, { failed: 'x' }]) },
      { type: 'bot sent', conversationId, activity: { type: pick(['message', 'typing', 'trace']) } },
      { type: 'fault', fault: pick(faults), when: pick<When>([{}, {}, {}, { afterMs: 600 }]) },
      { type: 'tick' },
    ]);
  }

  function note(outputs: readonly Output[]): void {
    for (const output of outputs) {
      if (output.type === 'answer') asked.set(output.request, (asked.get(output.request) ?? 0) + 1);
      if (output.type === 'accept' || output.type === 'refuse' || output.type === 'hang') knocked.set(output.socket, (knocked.get(output.socket) ?? 0) + 1);
      if (output.type === 'deliver') deliveries.push(output.delivery);
    }
  }

  it('leave no request and no upgrade without its one answer', () => {
    for (let n = 0; n < 2_000; n++) {
      now += roll(400);
      const input = anyInput(n);
      if (input.type === 'request') asked.set(input.request.id, 0);
      if (input.type === 'upgrade') knocked.set(input.upgrade.socket, 0);
      note(step(world, input, now));
    }
    // The second for answers that a fault makes late.
    for (const ms of [15_000, 16_000]) note(step(world, { type: 'tick' }, now + ms));
    expect([...asked].filter(([, answers]) => answers !== 1)).toEqual([]);
    expect([world.agenda, world.lines.size]).toEqual([[], 0]);
    expect([...knocked].filter(([, answers]) => answers !== 1)).toEqual([]);
  });

  it('leave history in order, with ids that are there once', () => {
    for (const { record } of world.conversations.values()) {
      expect(record.map(({ position }) => position)).toEqual(record.map((_, index) => index));
      expect(new Set(record.map(({ activity }) => activity.id)).size).toBe(record.length);
    }
  });
});
