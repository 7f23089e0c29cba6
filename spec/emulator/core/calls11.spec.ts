import { answerIn, answersIn, only, service, tokenOf } from '../support/service.js';

describe("a 1.1 post's answer", () => {
  const posted = (changes: Parameters<typeof service>[0] = {}) => {
    const it = service(changes);
    const { conversationId } = it.start();
    it.botAnswers('d1');
    const outputs = it.outputsOf({ op: 'post message', conversationId }, { from: 'ann', text: 'hi' });
    expect(answersIn(outputs)).toEqual([]);
    return { ...it, conversationId };
  };

  it('is a 204 that tells no id, and comes when the bot has answered', () => {
    expect(answerIn(posted().botAnswers('d2'))).toEqual({ status: 204, body: { kind: 'none' } });
  });

  it.each([[{ status: 500 }], [{ status: 401 }], [{ failed: 'no answer' }]])('is a 500 when the bot fails by %j', (how) => {
    const answer = { status: 500, body: { kind: 'error', code: 'BotRejectedActivity', message: expect.stringContaining('Failed to send activity') } };
    expect(answerIn(posted().botAnswers('d2', how))).toMatchObject(answer);
  });

  it('is a 500 when the bot has not answered in time, and what it says later is heard', () => {
    const { wait, botSays, botAnswers, ask, conversationId } = posted();
    expect(wait(14_999)).toEqual([]);
    expect(answerIn(wait(1))).toMatchObject({ status: 500, body: { code: 'BotError' } });
    expect(botAnswers('d2')).toEqual([]);
    botSays(conversationId, { type: 'message', text: 'late' });
    expect(ask({ op: 'get messages', conversationId, watermark: '' }).body).toMatchObject({ json: { messages: [{ text: 'hi' }, { text: 'late' }] } });
  });

  it('is a 502 instead with botErrorStatus: 502', () => {
    expect(answerIn(posted({ botErrorStatus: 502 }).botAnswers('d2', { status: 500 })).status).toBe(502);
  });

  it("leaves 3.0's alone", () => {
    const { say, botAnswers, wait, conversationId } = posted();
    say(conversationId, 'by 3.0');
    expect(answerIn(botAnswers('d3', { status: 500 })).status).toBe(502);
    say(conversationId, 'by 3.0');
    expect(answersIn(wait(15_000)).map(({ status }) => status).sort()).toEqual([500, 504]);
  });

  it("comes with its echo, not before the bot's answer, with echo: 'after the bot'", () => {
    const { botAnswers, ask, conversationId } = posted({ echo: 'after the bot' });
    const read = () => ask({ op: 'get messages', conversationId, watermark: '' }).body;
    expect(read()).toMatchObject({ json: { messages: [], watermark: '-' } });
    botAnswers('d2');
    expect(read()).toMatchObject({ json: { messages: [{ text: 'hi' }], watermark: '0' } });
  });
});

describe('renew', () => {
  const calls = (changes: Parameters<typeof service>[0] = {}) => {
    const it = service(changes);
    const { conversationId, token } = it.start();
    const renew = (method: string, credential = tokenOf(token), id = conversationId) =>
      answerIn(it.give({ type: 'request', request: { id: 'r', method, path: '/p', call: { op: 'renew', conversationId: id }, credential, body: { kind: 'empty' } } }));
    return { ...it, conversationId, token, renew };
  };

  it.each(['GET', 'POST'])('by %s gives a token of the same conversation and user', (method) => {
    const { renew, wait, token } = calls();
    wait(1_000_000);
    expect(renew(method)).toEqual({ status: 200, body: { kind: 'token', token: expect.objectContaining({ conv: token.conv, user: 'ann', exp: token.exp + 1_000 }) } });
  });

  it('is before a start as well', () => {
    const { ask, renew } = calls();
    const { body } = ask({ op: 'token 1.1' });
    if (body.kind !== 'token') throw new Error('no token');
    expect(renew('GET', tokenOf(body.token), body.token.conv).status).toBe(200);
  });

  it.each([['GET', 'POST'], ['POST', 'GET']] as const)('is by %s only when an option says so: %s is a 405', (renewVerb, other) => {
    const { renew } = calls({ renewVerb });
    expect(renew(renewVerb).status).toBe(200);
    expect(renew(other)).toMatchObject({ status: 405, headers: { Allow: renewVerb }, body: { code: 'NotSupported' } });
  });

  it('is not for a secret, another conversation or a token that has expired', () => {
    const { renew, wait } = calls();
    expect(renew('GET', { kind: 'secret' })).toMatchObject({ status: 400, body: { code: 'ServiceError' } });
    expect(renew('GET', undefined, 'another')).toMatchObject({ status: 403, body: { code: 'BadArgument' } });
    wait(1_800_000);
    expect(renew('GET')).toMatchObject({ status: 403, body: { code: 'TokenExpired' } });
  });
});

it('a start by 1.1 can be read by 3.0, and has met the bot', () => {
  const { ask, outputsOf } = service();
  const outputs = outputsOf({ op: 'start 1.1' });
  const delivered = only(outputs.flatMap((output) => (output.type === 'deliver' ? [output.activity] : [])));
  expect(delivered.type).toBe('conversationUpdate');
  expect(ask({ op: 'reconnect', conversationId: delivered.conversation?.id ?? '', watermark: '' }).status).toBe(200);
});
