import { answerIn, answersIn, framesIn, granted, json, only, service, textsIn, tokenOf, typesOf } from '../support/service.js';

/** A conversation that the bot knows of. */
function conversation(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const started = it.start();
  it.botAnswers('d1');
  const { conversationId } = started;
  return {
    ...it, ...started,
    hear: (text: string, type = 'message') => it.botSays(conversationId, { type, text }),
    read: (watermark?: string) => it.history(conversationId, watermark),
    statusOf: (...how: Parameters<typeof it.ask>) => it.ask(...how).status,
  };
}

describe("watermark: 'next'", () => {
  const page = (watermark: string, ...texts: string[]) => ({ activities: texts.map((text) => expect.objectContaining({ text })), watermark });

  it('names the place after the last, and an empty page where history ends', () => {
    const { hear, read } = conversation({ watermark: 'next', pageSize: 2 });
    expect(read()).toEqual(page('0'));
    ['one', 'two', 'three'].forEach((text) => hear(text));
    expect([read(), read('0'), read('-'), read('')]).toEqual(Array.from({ length: 4 }, () => page('2', 'one', 'two')));
    expect(read('2')).toEqual(page('3', 'three'));
    expect([read('3'), read('99')]).toEqual([page('3'), page('3')]);
  });

  it('loses nothing between a stream, a page and a reconnect', () => {
    const { hear, read, open, ticket, conversationId } = conversation({ watermark: 'next' });
    hear('one');
    const { watermark, ticket: claims } = ticket(conversationId);
    expect(watermark).toBe('1');
    open('s1', conversationId, claims, watermark);
    expect(only(framesIn(hear('two')))).toMatchObject({ watermark: '2' });
    expect(read('1')).toEqual(page('2', 'two'));
  });

  it('replays what is after it, in frames that name their own next place', () => {
    const { hear, open, ticket, conversationId } = conversation({ watermark: 'next', pageSize: 1 });
    ['one', 'two', 'three'].forEach((text) => hear(text));
    const frames = framesIn(open('s1', conversationId, ticket(conversationId).ticket, '1'));
    expect(frames.map(({ activities, watermark }) => [activities.map(({ text }) => text), watermark])).toEqual([[['two'], '2'], [['three'], '3']]);
  });

  it('counts in 1.1 as well', () => {
    const { hear, ask, conversationId } = conversation({ watermark: 'next' });
    hear('event', 'event');
    hear('one');
    const messages = (watermark: string) => ask({ op: 'get messages', conversationId, watermark }).body;
    expect(messages('')).toMatchObject({ json: { messages: [{ text: 'one' }], watermark: '2' } });
    expect(messages('2')).toMatchObject({ json: { messages: [], watermark: '2' } });
  });
});

describe("afterEnd: 'refused'", () => {
  const over = () => {
    const it = conversation({ afterEnd: 'refused' });
    it.hear('bye', 'endOfConversation');
    return it;
  };

  it('neither side can send, by any way, and history can be read', () => {
    const { say, hear, ask, read, outputsOf, conversationId } = over();
    const refused = [400, { error: { code: 'BadArgument', message: 'The conversation has ended' } }];
    for (const answer of [
      answerIn(say(conversationId, 'hi')), ask({ op: 'post message', conversationId }, { from: 'ann', text: 'hi' }),
      ask({ op: 'bot sends', conversationId, replyToId: undefined }, { type: 'message' }),
    ]) expect([answer.status, json(answer)]).toEqual(refused);
    expect(hear('late')).toEqual([]);
    expect(typesOf(outputsOf({ op: 'get activities', conversationId, watermark: '' }))).toEqual(['answer']);
    expect(read()).toMatchObject({ activities: [{ type: 'endOfConversation' }], watermark: '0' });
  });

  it('is so when a user has ended it', () => {
    const { say, conversationId } = conversation({ afterEnd: 'refused' });
    expect(answersIn(say(conversationId, '', { type: 'endOfConversation' }))).toEqual([]);
    expect(answerIn(say(conversationId, 'hi')).status).toBe(400);
  });
});

describe('a start that finds its conversation', () => {
  it.each([['replayed', '-', ['one']], ['left out', '0', []]] as const)("with streamHistory: '%s' has a stream that begins at %j", (streamHistory, watermark, texts) => {
    const { hear, ask, open, token, conversationId } = conversation({ streamHistory });
    hear('one');
    const { stream, status } = granted(ask({ op: 'start' }, undefined, tokenOf(token)));
    expect([status, stream.watermark]).toEqual([200, watermark]);
    expect(textsIn(open('s1', conversationId, stream.ticket, stream.watermark))).toEqual(texts);
  });
});

describe('a status', () => {
  it.each([[undefined, 403], [401, 401]] as const)('with wrongSecretStatus %j is %i for a wrong secret', (wrongSecretStatus, status) => {
    const { statusOf } = conversation(wrongSecretStatus && { wrongSecretStatus });
    expect(statusOf({ op: 'generate' }, undefined, { kind: 'invalid' })).toBe(status);
  });

  it.each([[undefined, 403], [404, 404]] as const)("with otherConversationStatus %j is %i for another's conversation", (otherConversationStatus, status) => {
    const { statusOf, start, token } = conversation(otherConversationStatus && { otherConversationStatus });
    const { conversationId } = start();
    expect(statusOf({ op: 'get activities', conversationId, watermark: '' }, undefined, tokenOf(token))).toBe(status);
    expect(statusOf({ op: 'renew', conversationId }, undefined, tokenOf(token))).toBe(status);
  });

  it.each([[undefined, 404], [400, 400]] as const)('with unknownConversationStatus %j is %i for a conversation that is not', (unknownConversationStatus, status) => {
    const { statusOf } = conversation(unknownConversationStatus && { unknownConversationStatus });
    expect(statusOf({ op: 'get activities', conversationId: 'x', watermark: '' })).toBe(status);
    expect(statusOf({ op: 'bot sends', conversationId: 'x', replyToId: undefined }, { type: 'message' })).toBe(status);
  });

  it.each([[undefined, 400], [500, 500]] as const)('with refreshSecretStatus %j is %i for a refresh with the secret', (refreshSecretStatus, status) => {
    const { ask } = conversation(refreshSecretStatus && { refreshSecretStatus });
    expect(ask({ op: 'refresh' })).toMatchObject({ status, body: { code: 'ServiceError' } });
  });
});

describe("rejectedActivity: 'dropped'", () => {
  it('leaves no trace of what the bot rejected but its serial', () => {
    const { say, botAnswers, hear, read, conversationId } = conversation({ rejectedActivity: 'dropped' });
    hear('before');
    say(conversationId, 'rejected');
    hear('meanwhile');
    expect(answerIn(botAnswers('d2', { status: 500 })).status).toBe(502);
    expect(read()).toMatchObject({ activities: [{ text: 'before' }, { text: 'meanwhile', id: `${conversationId}|0000002` }], watermark: '2' });
    expect(read('0')).toMatchObject({ activities: [{ text: 'meanwhile' }] });
    expect(read('1')).toMatchObject({ activities: [{ text: 'meanwhile' }] });
  });

  it('keeps what the bot has taken, and what it was too slow for', () => {
    const { say, botAnswers, wait, read, conversationId } = conversation({ rejectedActivity: 'dropped' });
    say(conversationId, 'taken');
    botAnswers('d2');
    say(conversationId, 'slow');
    wait(15_000);
    botAnswers('d3', { status: 500 });
    expect(read()).toMatchObject({ activities: [{ text: 'taken' }, { text: 'slow' }] });
  });

  it("is never echoed with echo: 'after the bot'", () => {
    const { say, botAnswers, conversationId } = conversation({ rejectedActivity: 'dropped', echo: 'after the bot' });
    say(conversationId, 'rejected');
    expect(typesOf(botAnswers('d2', { failed: 'down' }))).toEqual(['answer']);
  });
});

describe("a token's end", () => {
  it('closes the streams whose URL came with it, with expiryClosesStreams', () => {
    const { open, wait, hear, dueAt, stream, conversationId } = conversation({ expiryClosesStreams: true, tokenLifetimeMs: 5_000 });
    open('s1', conversationId, stream.ticket, '-');
    expect(dueAt()).toBe(5_000);
    expect(wait(4_999)).toEqual([]);
    expect(wait(1)).toEqual([{ type: 'close', socket: 's1', code: 1008, reason: 'TokenExpired' }]);
    expect(hear('to nobody')).toEqual([]);
    expect(dueAt()).toBe(Infinity);
  });

  it('is not that of a stream that a younger token has opened', () => {
    const { open, wait, ticket, conversationId } = conversation({ expiryClosesStreams: true, tokenLifetimeMs: 5_000 });
    wait(4_000);
    open('s1', conversationId, ticket(conversationId).ticket, '-');
    expect(wait(1_000)).toEqual([]);
    expect(typesOf(wait(4_000))).toEqual(['close']);
  });

  it.each(['refresh', 'renew'] as const)('is its %s with refreshEndsToken, and its successor holds', (op) => {
    const { ask, token, conversationId } = conversation({ refreshEndsToken: true });
    const other = granted(ask({ op: 'start' }, undefined, tokenOf(token)));
    const renew = (claims: typeof token) => ask(op === 'renew' ? { op, conversationId } : { op }, undefined, tokenOf(claims));
    const { body } = renew(token);
    expect(renew(token)).toMatchObject({ status: 403, body: { code: 'TokenExpired' } });
    expect(renew(other.token).status).toBe(200);
    if (body.kind !== 'conversation' && body.kind !== 'token') throw new Error('no token');
    expect(renew(body.token).status).toBe(200);
  });
});
