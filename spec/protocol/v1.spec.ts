import { directLine1 } from '../../src/protocol/v1.js';
import { fakeHttp } from '../support/fakeHttp.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

const base = 'https://service';

describe('1.1', () => {
  it('generates a token, which comes as a text', () => {
    const { http, requests } = fakeHttp({ body: 'tok', sentAtMs: 5_000 });
    expect(valuesOf(directLine1(http, base).generateToken('s'))).toMatchObject([{ token: 'tok', expiresAtMs: 1_805_000 }]);
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://service/api/tokens/conversation', headers: { Authorization: 'Bearer s' } }]);
  });

  it('starts a conversation, of which it is not known whether it was there', () => {
    const { http, requests } = fakeHttp({ body: { conversationId: 'c', token: 'tok', expires_in: 60 }, sentAtMs: 5_000 });
    expect(valuesOf(directLine1(http, base).startConversation('s'))).toEqual([
      { conversationId: 'c', started: 'unknown', grant: { token: 'tok', conversationId: 'c', issuedAtMs: 5_000, expiresAtMs: 65_000 } },
    ]);
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://service/api/conversations', timeoutMs: 30_000 }]);
    expect(requests[0]).not.toHaveProperty('body');
  });

  it.each<[unknown, string]>([
    [{ conversationId: 'c' }, 'start conversation, token: got undefined, wanted a text'],
    [{ token: 't' }, 'start conversation, conversationId: got undefined, wanted a text'],
    ['text', 'start conversation: got string, wanted an object with conversationId'],
  ])('says what a malformed start lacks: %j', (body, message) => {
    expect(errorOf(directLine1(fakeHttp({ body }).http, base).startConversation('s'))).toMatchObject({ name: 'DirectLineProtocolError', message });
  });

  it.each<[unknown, string]>([
    [undefined, 'generate token: got undefined, wanted the token, a text'],
    [{ token: 't' }, 'generate token: got object, wanted the token, a text'],
  ])('says what a malformed token is: %j', (body, message) => {
    expect(errorOf(directLine1(fakeHttp({ body }).http, base).generateToken('s'))).toMatchObject({ name: 'DirectLineProtocolError', message });
  });
});
