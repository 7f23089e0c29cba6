import type { Fault, When } from '../../../src/emulator/core/faultPlan.js';
import type { Output } from '../../../src/emulator/core/messages.js';
import { answerIn, answersIn, deliveriesIn, framesIn, json, only, streaming, textsIn, typesOf } from '../support/service.js';

/** A conversation with its stream open, and faults in the hand. */
function faulty(changes: Parameters<typeof streaming>[0] = {}) {
  const it = streaming(changes);
  const { conversationId } = it;
  return {
    ...it,
    fault: (fault: Fault, when?: When) => it.give({ type: 'fault', fault, ...(when && { when }) }),
    hear: (text: string) => it.botSays(conversationId, { type: 'message', text }),
    read: (watermark?: string) => it.outputsOf({ op: 'get activities', conversationId, watermark }),
    enter: (socket: string) => it.open(socket, conversationId, it.ticket(conversationId).ticket, '-'),
  };
}

const texts = (outputs: readonly Output[]) => outputs.flatMap((output) => (output.type === 'send' ? [output.text] : []));

describe('delay', () => {
  it('holds frames back, in their order, also those that come after its last', () => {
    const { fault, hear, wait, dueAt } = faulty();
    fault({ kind: 'delay', ms: 500, match: 'FRAME', times: 1 });
    expect([hear('one'), wait(100), hear('two'), wait(399)]).toEqual([[], [], [], []]);
    expect(dueAt()).toBe(500);
    expect(textsIn(wait(1))).toEqual(['one', 'two']);
    expect(textsIn(hear('three'))).toEqual(['three']);
  });

  it('answers late what has had its effect', () => {
    const { fault, say, botAnswers, wait, conversationId } = faulty();
    fault({ kind: 'delay', ms: 500, match: 'post activity', times: 1 });
    const posted = say(conversationId, 'hi');
    expect(textsIn(posted)).toEqual(['hi']);
    expect([botAnswers(only(deliveriesIn(posted)).delivery), wait(499)]).toEqual([[], []]);
    expect(answerIn(wait(1)).status).toBe(200);
  });

  it('looks at an upgrade when its time has come: until then there is no stream', () => {
    const { fault, give, enter, hear, wait } = faulty();
    give({ type: 'socket closed', socket: 's1' });
    fault({ kind: 'delay', ms: 500, match: '/stream', times: 1 });
    expect([enter('s2'), hear('meanwhile')]).toEqual([[], []]);
    const opened = wait(500);
    expect([typesOf(opened), textsIn(opened)]).toEqual([['accept', 'send'], ['meanwhile']]);
  });

  it('of a stream that is dropped meanwhile brings nothing', () => {
    const { fault, hear, wait } = faulty();
    fault({ kind: 'delay', ms: 500, times: 1 });
    hear('one');
    fault({ kind: 'drop' });
    expect(wait(500)).toEqual([]);
  });
});

describe('a set', () => {
  it.each([
    ['start', '-'], ['null', null], ['absent', undefined],
  ] as const)('has the watermark %s in a frame and a page, in the place of its own', (to, watermark) => {
    const { fault, hear, read } = faulty();
    fault({ kind: 'resetWatermark', to, times: 2 });
    expect(only(framesIn(hear('one'))).watermark).toEqual(watermark);
    expect(json(answerIn(read()))).toStrictEqual({ activities: [expect.objectContaining({ text: 'one' })], ...(to !== 'absent' && { watermark }) });
    expect(json(answerIn(read()))).toMatchObject({ watermark: '0' });
  });

  it('comes twice: a frame again, a page with everything in it twice', () => {
    const { fault, hear, read } = faulty();
    fault({ kind: 'repeat', times: 2 });
    const [first, second, ...more] = texts(hear('one'));
    expect([second, more]).toEqual([first, []]);
    expect(json(answerIn(read()))).toMatchObject({ activities: [{ text: 'one' }, { text: 'one' }], watermark: '0' });
    expect(textsIn(hear('two'))).toEqual(['two']);
  });

  it('that brings nothing uses no fault up', () => {
    const { fault, hear, read } = faulty();
    fault({ kind: 'repeat', times: 1 });
    expect(json(answerIn(read()))).toMatchObject({ activities: [] });
    expect(textsIn(hear('one'))).toEqual(['one', 'one']);
  });
});

describe('what arrives', () => {
  it('of a stream is half a frame, and its end', () => {
    const { fault, hear, enter } = faulty();
    fault({ kind: 'cut', times: 1 });
    expect(hear('one')).toEqual([{ type: 'cut', socket: 's1', within: expect.stringContaining('"one"') }]);
    expect(textsIn(enter('s2'))).toEqual(['one']);
  });

  it('of an answer is for the skin to spoil, once the request has had its effect', () => {
    const { fault, say, botAnswers, conversationId, read } = faulty();
    fault({ kind: 'loseAnswer', how: 'cut', match: 'post activity', times: 1 });
    expect(textsIn(say(conversationId, 'hi'))).toEqual(['hi']);
    expect(answerIn(botAnswers('d2'))).toMatchObject({ status: 200, damage: { kind: 'loseAnswer', how: 'cut' } });
    expect(json(answerIn(read()))).toMatchObject({ activities: [{ text: 'hi' }] });
  });

  it('is no JSON, JSON of another kind, or much', () => {
    const { fault, hear } = faulty();
    fault({ kind: 'malform', as: 'html', times: 1 });
    fault({ kind: 'malform', as: 'json', times: 1 });
    fault({ kind: 'oversize', bytes: 5_000, times: 1 });
    const [html, list, much] = ['one', 'two', 'three'].flatMap((text) => texts(hear(text)));
    expect(html).toMatch(/^<!doctype html>/);
    expect(list).toBe('[]');
    expect(much?.length).toBeGreaterThan(5_000);
    expect(JSON.parse(much ?? '')).toMatchObject({ activities: [{ text: 'three', padding: expect.any(String) }], watermark: '2' });
  });

  it('goes by the line that a fault is aimed at', () => {
    const { fault, hear, read, conversationId } = faulty();
    fault({ kind: 'cut', match: /^M /, times: 1 });
    fault({ kind: 'malform', as: 'json', match: `conversations/${conversationId}/stream`, times: 1 });
    expect(texts(hear('one'))).toEqual(['[]']);
    expect(answerIn(read())).toMatchObject({ damage: { kind: 'cut' } });
    expect(answerIn(read())).not.toHaveProperty('damage');
  });
});

describe('a dead bot', () => {
  it('that refuses is a 502 that names it, also for who waits for an introduction; revived it answers', () => {
    const { fault, say, conversationId } = faulty();
    fault({ kind: 'killBot', how: 'refuse' });
    const refused = say(conversationId, 'hi', { from: { id: 'bob' } });
    expect(deliveriesIn(refused)).toEqual([]);
    expect(json(only(answersIn(refused)))).toEqual({ error: { code: 'BotRejectedActivity', message: expect.stringContaining('the bot is down (a planned fault)') } });
    fault({ kind: 'reviveBot' });
    expect(deliveriesIn(say(conversationId, 'hi'))).toHaveLength(1);
  });

  it('that hangs is a 504 when its time is over, and is not given later what it was not given', () => {
    const { fault, say, wait, conversationId } = faulty();
    fault({ kind: 'killBot', how: 'hang' });
    expect(typesOf(say(conversationId, 'hi'))).toEqual(['send']);
    fault({ kind: 'reviveBot' });
    expect(json(answerIn(wait(15_000)))).toMatchObject({ error: { code: 'BotError' } });
  });
});

describe('Retry-After', () => {
  it('is seconds, or the date of then, never too early', () => {
    const { fault, ask, wait } = faulty();
    wait(300); // 1000.3 s since 1970
    fault({ kind: 'respond', status: 503, retryAfter: 2, times: 1 });
    fault({ kind: 'respond', status: 429, retryAfter: 2, retryAfterAs: 'date', times: 1 });
    expect(ask({ op: 'generate' }).headers).toEqual({ 'Retry-After': '2' });
    expect(ask({ op: 'generate' }).headers).toEqual({ 'Retry-After': 'Thu, 01 Jan 1970 00:16:43 GMT' });
  });
});

describe('a fault with a time', () => {
  const drops = (outputs: readonly Output[]) => outputs.filter(({ type }) => type === 'fault');

  it('happens then, and is told with how many sockets it hit', () => {
    const { fault, wait, dueAt } = faulty();
    expect(fault({ kind: 'drop' }, { afterMs: 10_000 })).toEqual([]);
    expect([dueAt(), wait(9_999)]).toEqual([10_000, []]);
    expect(wait(1)).toEqual([{ type: 'cut', socket: 's1' }, { type: 'fault', fault: 'drop', sockets: 1 }]);
    expect(dueAt()).toBe(Infinity);
  });

  it('happens again and again, once where the clock has jumped, until clear', () => {
    const { fault, wait, dueAt } = faulty();
    fault({ kind: 'expire' }, { everyMs: 1_000 });
    expect([1_000, 1_500].map((ms) => drops(wait(ms)).length)).toEqual([1, 1]);
    expect(dueAt()).toBe(3_000);
    expect(drops(wait(60_000))).toHaveLength(1);
    expect(dueAt()).toBe(63_500);
    fault({ kind: 'clear' });
    expect(dueAt()).toBe(Infinity);
  });

  it('is not what clear takes back of what is under way', () => {
    const { fault, hear, wait } = faulty();
    fault({ kind: 'delay', ms: 500, times: Infinity });
    hear('one');
    fault({ kind: 'clear' });
    expect(textsIn(wait(500))).toEqual(['one']);
    expect(textsIn(hear('two'))).toEqual(['two']);
  });
});
