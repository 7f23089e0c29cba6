import type { Credential } from '../../../src/emulator/core/messages.js';
import { deliveriesIn, granted, json, service, tokenOf } from '../support/service.js';

const codeOf = (answer: ReturnType<ReturnType<typeof service>['ask']>) => {
  const body: unknown = json(answer);
  return [answer.status, body];
};
const error = (status: number, code: string, message: unknown = expect.any(String)) => [status, { error: { code, message } }];

describe('a credential', () => {
  it.each<[Credential['kind'], unknown]>([
    ['none', error(401, 'BadArgument', 'Missing token or secret')],
    ['malformed', error(401, 'BadArgument', 'Missing token or secret')],
    ['invalid', error(403, 'BadArgument', 'Invalid token or secret')],
  ])('that is %s opens nothing', (kind, expected) => {
    const { ask, start } = service();
    const { conversationId } = start();
    const credential: Credential = kind === 'token' ? { kind: 'none' } : { kind };
    expect(codeOf(ask({ op: 'generate' }, undefined, credential))).toEqual(expected);
    expect(codeOf(ask({ op: 'start' }, undefined, credential))).toEqual(expected);
    expect(codeOf(ask({ op: 'refresh' }, undefined, credential))).toEqual(expected);
    expect(codeOf(ask({ op: 'get activities', conversationId, watermark: '' }, undefined, credential))).toEqual(expected);
  });

  it('for another conversation is a 403, and an unknown conversation a 404', () => {
    const { ask, start } = service();
    const one = start();
    const other = start();
    const mine = tokenOf(one.token);
    expect(codeOf(ask({ op: 'reconnect', conversationId: other.conversationId, watermark: '' }, undefined, mine))).toEqual(error(403, 'BadArgument'));
    expect(codeOf(ask({ op: 'reconnect', conversationId: 'nowhere', watermark: '' }))).toEqual(error(404, 'BadArgument', 'Unknown conversation'));
  });
});

describe('a token', () => {
  it('holds until the millisecond that it expires in', () => {
    const { ask, start, wait } = service({ tokenLifetimeMs: 1_500 });
    const { conversationId, token } = start();
    const read = () => ask({ op: 'get activities', conversationId, watermark: '' }, undefined, tokenOf(token));
    wait(1_499);
    expect(read().status).toBe(200);
    wait(1);
    expect(codeOf(read())).toEqual(error(403, 'TokenExpired'));
    expect(codeOf(ask({ op: 'refresh' }, undefined, tokenOf(token)))).toEqual(error(403, 'TokenExpired'));
  });

  it('is refreshed while it holds, for the same conversation and user', () => {
    const { ask, start, wait } = service();
    const { conversationId, token } = start();
    wait(1_000_000);
    const { body } = ask({ op: 'refresh' }, undefined, tokenOf(token));
    expect(body).toMatchObject({ kind: 'conversation', conversationId, expiresInS: 1800, token: { user: 'ann', exp: token.exp + 1_000 } });
    expect(body).not.toHaveProperty('stream');
  });

  it('cannot make tokens, and a secret cannot be refreshed', () => {
    const { ask, start } = service();
    expect(codeOf(ask({ op: 'generate' }, undefined, tokenOf(start().token)))).toEqual(error(403, 'BadArgument'));
    expect(codeOf(ask({ op: 'refresh' }))).toEqual(error(400, 'ServiceError', 'This method can only be used to renew an existing token'));
  });

  it('that a fault has expired is refused, and its successor is not', () => {
    const { ask, start, give, ticket } = service();
    const { conversationId, token } = start();
    give({ type: 'fault', fault: { kind: 'expire' } });
    const read = (claims: typeof token) => ask({ op: 'get activities', conversationId, watermark: '' }, undefined, tokenOf(claims));
    expect(codeOf(read(token))).toEqual(error(403, 'TokenExpired'));
    expect(ticket(conversationId).ticket.gen).toBe(1);
    expect(read({ ...token, gen: 1 }).status).toBe(200);
  });
});

describe('start', () => {
  it('is 201 once, then 200 with all of history, for a token; always 201 for the secret', () => {
    const { ask, start } = service();
    const { body } = ask({ op: 'generate' }, { User: { Id: 'dl_ann' } });
    if (body.kind !== 'conversation') throw new Error('no token');
    expect(body.token.user).toBe('dl_ann');
    const first = granted(ask({ op: 'start' }, undefined, tokenOf(body.token)));
    const again = granted(ask({ op: 'start' }, undefined, tokenOf(body.token)));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect([first.stream.watermark, again.stream.watermark]).toEqual(['-', '-']);
    expect(again.conversationId).toBe(body.conversationId);
    expect(start().conversationId).not.toBe(start().conversationId);
  });

  it('is what makes a conversation: before it a token has none', () => {
    const { ask } = service();
    const { body } = ask({ op: 'generate' });
    if (body.kind !== 'conversation') throw new Error('no token');
    const { conversationId, token } = body;
    expect(ask({ op: 'reconnect', conversationId, watermark: '' }, undefined, tokenOf(token)).status).toBe(404);
  });

  it('in 1.1 is 200 without a stream', () => {
    const answer = service().ask({ op: 'start 1.1' });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('stream');
  });

  it.each([[[]], ['text'], [{ user: 'ann' }], [{ user: { id: 7 } }], [{ locale: 7 }]])('with %j is a 400', (parameters) => {
    expect(service().ask({ op: 'start' }, parameters).status).toBe(400);
  });
});

describe('who an activity is from', () => {
  it('is said by the token, whatever the client says', () => {
    const { ask, start, outputsOf } = service();
    const { conversationId, token } = start();
    const post = (from?: unknown) => outputsOf({ op: 'post activity', conversationId }, { type: 'message', from }, tokenOf(token));
    const froms = [post({ id: 'bob', name: 'B' }), post()].map((outputs) => JSON.stringify(outputs));
    expect(froms[0]).not.toContain('bob');
    expect(ask({ op: 'members', conversationId }).body).toEqual({ kind: 'json', json: [{ id: 'bot' }, { id: 'ann' }] });
  });

  it('must be said by the client when no token does', () => {
    const { ask, start } = service();
    const { conversationId } = start({});
    const post = (activity: unknown) => codeOf(ask({ op: 'post activity', conversationId }, activity));
    expect(post({ type: 'message' })).toEqual(error(400, 'MissingProperty', expect.stringContaining('from.id')));
    expect(post({ type: 'message', from: {} })).toEqual(error(400, 'MissingProperty'));
    expect(post({ from: { id: 'ann' } })).toEqual(error(400, 'MissingProperty'));
    expect(post({ type: 'message', from: { id: 7 } })).toEqual(error(400, 'BadArgument'));
    expect(post({ type: 'conversationUpdate', from: { id: 'ann' } })).toEqual(error(400, 'BadArgument'));
    expect(post(['message'])).toEqual(error(400, 'BadArgument'));
  });

  it('never says that it is a bot: a role is not passed on, to the bot or in the echo', () => {
    for (const parameters of [undefined, {}]) {
      const { start, outputsOf, botAnswers, history } = service();
      const { conversationId, token } = start(parameters);
      const outputs = outputsOf({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'ann', name: 'Ann', role: 'bot' } }, tokenOf(token));
      const given = deliveriesIn([...outputs, ...botAnswers('d1'), ...botAnswers('d2')]).filter(({ activity }) => activity.type === 'message');
      expect(given.map(({ activity }) => activity.from)).toEqual([{ id: 'ann', name: 'Ann' }]);
      expect(history(conversationId)).toMatchObject({ activities: [{ from: { id: 'ann', name: 'Ann' } }] });
      expect(JSON.stringify(history(conversationId))).not.toContain('role');
    }
  });
});

describe('attachments of a post', () => {
  it.each([{}, 'a', 5, [null], ['a']])('that are %j are no list of objects, and it is refused', (attachments) => {
    const { ask, start } = service();
    const { conversationId } = start();
    const answer = ask({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'ann' }, attachments });
    expect(codeOf(answer)).toEqual(error(400, 'BadArgument', 'attachments must be a list of objects'));
  });

  it.each([null, undefined, [], [{ contentType: 'a/b' }]])('may be %j', (attachments) => {
    const { outputsOf, start, history } = service();
    const { conversationId } = start();
    outputsOf({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'ann' }, attachments });
    expect(history(conversationId)).toMatchObject({ activities: [{ type: 'message' }] });
  });
});
