import { answerIn, json, service, tokenOf } from '../support/service.js';

const enhanced = (changes: Parameters<typeof service>[0] = {}) => {
  const it = service({ enhancedAuthentication: true, ...changes });
  return { ...it, begin: () => it.start({ user: { id: 'dl_ann' } }) };
};
const missing = { status: 400, body: { kind: 'error', code: 'MissingProperty', message: 'Missing user ID' } };

describe('with enhanced authentication', () => {
  it('nothing begins without a user, and its id begins with dl_', () => {
    const { ask, begin } = enhanced();
    for (const op of ['generate', 'start'] as const) {
      expect(ask({ op })).toEqual(missing);
      expect(ask({ op }, { user: { name: 'Ann' } })).toEqual(missing);
      expect(ask({ op }, { user: { id: 'ann' } })).toMatchObject({ status: 400, body: { code: 'BadArgument', message: expect.stringContaining('dl_') } });
    }
    expect(begin().token.user).toBe('dl_ann');
  });

  it('a reconnect with the secret has no user, with a token it has', () => {
    const { ask, begin } = enhanced();
    const { conversationId, token } = begin();
    expect(ask({ op: 'reconnect', conversationId, watermark: '' })).toEqual(missing);
    expect(ask({ op: 'reconnect', conversationId, watermark: '' }, undefined, tokenOf(token)).status).toBe(200);
  });

  it('a token without a user, as 1.1 makes them, starts nothing', () => {
    const { ask } = enhanced();
    const { body } = ask({ op: 'token 1.1' });
    if (body.kind !== 'token') throw new Error('no token');
    expect(ask({ op: 'start 1.1' }, undefined, tokenOf(body.token))).toEqual(missing);
    expect(ask({ op: 'start' }, { user: { id: 'dl_ann' } }, tokenOf(body.token)).status).toBe(201);
  });

  it('a changed from.id is rejected, in both versions and in uploads', () => {
    const { ask, give, begin } = enhanced();
    const { conversationId, token } = begin();
    const changed = { status: 403, body: { code: 'BadArgument', message: 'The user ID is not the one of the token' } };
    expect(ask({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'dl_bob' } }, tokenOf(token))).toMatchObject(changed);
    expect(ask({ op: 'post message', conversationId }, { from: 'dl_bob' }, tokenOf(token))).toMatchObject(changed);
    const upload = (userId: string) => give({
      type: 'request',
      request: {
        id: 'u', method: 'POST', path: '/', credential: tokenOf(token), call: { op: 'upload', version: '3.0', conversationId, userId },
        body: { kind: 'files', container: undefined, files: [] },
      },
    });
    expect(answerIn(upload('dl_bob'))).toMatchObject(changed);
    expect(upload('dl_ann').map(({ type }) => type)).not.toContain('answer');
  });

  it('who says nothing of himself is who the token says', () => {
    const { outputsOf, begin } = enhanced();
    const { conversationId, token } = begin();
    for (const from of [undefined, { id: 'dl_ann' }]) {
      expect(outputsOf({ op: 'post activity', conversationId }, { type: 'message', from }, tokenOf(token)).map(({ type }) => type)).not.toContain('answer');
    }
  });

  it('with the secret it has to be said who speaks', () => {
    const { ask, outputsOf, begin } = enhanced();
    const { conversationId } = begin();
    expect(ask({ op: 'post activity', conversationId }, { type: 'message' })).toEqual(missing);
    expect(ask({ op: 'post message', conversationId }, { text: 'hi' })).toEqual(missing);
    expect(ask({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'ann' } })).toMatchObject({ status: 400, body: { code: 'BadArgument' } });
    expect(outputsOf({ op: 'post activity', conversationId }, { type: 'message', from: { id: 'dl_bob' } }).map(({ type }) => type)).not.toContain('answer');
  });
});

describe('token parameters', () => {
  it('have names in any case, and each field its kind', () => {
    const { ask } = service();
    expect(ask({ op: 'generate' }, { USER: { ID: 'ann', nAme: 'Ann' }, TrustedOrigins: ['https://a.example'], ETAG: 'x' }).body)
      .toMatchObject({ token: { user: 'ann', name: 'Ann', origins: ['https://a.example'] } });
    for (const wrong of [{ trustedOrigins: 'https://a.example' }, { trustedOrigins: [7] }, { eTag: 7 }, { user: 'ann' }, { User: { Id: 7 } }, { locale: 7 }, []]) {
      expect(ask({ op: 'generate' }, wrong)).toMatchObject({ status: 400, body: { code: 'BadArgument' } });
    }
    expect(ask({ op: 'generate' }, { user: null, trustedOrigins: null, eTag: null }).status).toBe(200);
  });
});

describe('a session id', () => {
  const asked = (changes: Parameters<typeof service>[0] = {}, trustedOrigins?: readonly string[]) => {
    const it = service(changes);
    const { token, conversationId } = it.start({ user: { id: 'ann' }, trustedOrigins });
    const ask = (origin?: string, credential = tokenOf(token)) => it.ask({ op: 'session id', origin }, undefined, credential);
    return { ...it, ask, conversationId };
  };

  it('is the same for all who are in a conversation, and needs a credential', () => {
    const { ask } = asked();
    expect([json(ask()), ask('https://a.example').status]).toEqual([{ sessionId: expect.stringMatching(/./) }, 200]);
    expect(json(ask())).toEqual(json(ask('https://b.example')));
    expect(ask(undefined, { kind: 'secret' }).status).toBe(200);
    expect(ask(undefined, { kind: 'none' }).status).toBe(401);
  });

  it('is not for pages of other than the trusted origins', () => {
    const { ask } = asked({}, ['https://a.example/', 'https://b.example']);
    expect([ask('https://a.example').status, ask('https://b.example').status, ask().status]).toEqual([200, 200, 200]);
    expect(ask('https://evil.example')).toMatchObject({ status: 400, body: { code: 'BadArgument', message: expect.stringContaining('trusted') } });
  });

  it('goes by the origins of the service where it has any', () => {
    const { ask } = asked({ trustedOrigins: ['https://b.example'] }, ['https://a.example']);
    expect([ask('https://a.example').status, ask('https://b.example').status]).toEqual([400, 200]);
  });

  it('keeps its origins through a refresh', () => {
    const it = service();
    const { token } = it.start({ trustedOrigins: ['https://a.example'] });
    expect(it.ask({ op: 'refresh' }, undefined, tokenOf(token)).body).toMatchObject({ token: { origins: ['https://a.example'] } });
  });
});
