import { of } from 'rxjs';
import {
  activitySets, connectionStatus, directLineService, keepTokenFresh, startConversation, type Token,
} from '../../src/parts/index.js';
import { generateToken } from '../../src/parts/calls.js';
import type { HttpRequest } from '../../src/transport/http.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts } from '../support/world.js';
import { fiveLines, serviceOf } from './support.js';

/** What JavaScript may hand over, past the types. */
const untyped = <T>(value: unknown): T => JSON.parse(JSON.stringify(value));
const errorOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  return 'nothing was thrown';
};

describe('a part whose option `service` differs from the service of its conversation', () => {
  it('errors before it sends the token there: keepTokenFresh', inWorld((world) => {
    const asked: HttpRequest[] = [];
    const elsewhere = directLineService({ baseUrl: 'https://elsewhere.example', http: (request) => (asked.push(request), of()) });
    const conversation$ = startConversation({ service: serviceOf(world.service), secret: SECRET });
    const token = world.listen(conversation$.pipe(keepTokenFresh({ service: elsewhere })));
    world.pass(24 * 60 * 60_000);
    expect([String(token.errors[0]), asked.length]).toEqual([expect.stringMatching(/service.*elsewhere\.example.*the same service in each part/), 0]);
  }));

  it('errors before it sends the token there: activitySets', inWorld((world) => {
    const asked: HttpRequest[] = [];
    const elsewhere = directLineService({ baseUrl: 'https://elsewhere.example', http: (request) => (asked.push(request), of()) });
    const service = serviceOf(world.service);
    const conversation$ = startConversation({ service, secret: SECRET });
    const heard = world.listen(activitySets({ service: elsewhere, conversation$, token$: conversation$.pipe(keepTokenFresh({ service })), status$: connectionStatus() }));
    world.pass(60_000);
    expect([String(heard.errors[0]), asked.length]).toEqual([expect.stringMatching(/service.*elsewhere\.example.*the same service in each part/), 0]);
  }));
});

describe('an option of a part', () => {
  it.each([
    ['a name that it does not have', () => directLineService(untyped({ url: 'https://a.example' })), /url.*an option of that name/],
    ['a base URL of another form', () => directLineService({ baseUrl: 'directline' }), /baseUrl.*http\(s\) URL/],
    ['a start without a credential', () => startConversation(untyped({})), /secret, token/],
    ['a start with both credentials', () => startConversation(untyped({ secret: 's', token: 't' })), /secret, token.*both/],
    ['a token with a line break', () => startConversation({ token: 'a\nb' }), /secret, token.*without spaces/],
    ['a misspelt option of a start', () => startConversation(untyped({ secret: 's', users: 'ann' })), /users.*an option of that name/],
    ['an unknown transport', () => connectionStatus(untyped({ transport: 'carrier pigeon' })), /transport.*'auto', 'websocket' or 'polling'/],
  ])('that is wrong is named in the error, with what it takes: %s', (_, work, error) => {
    expect(errorOf(work)).toMatch(error);
    expect(errorOf(work)).toMatch(/^DirectLineOptionError/);
  });
});

describe('a function of the app that answers at once, with no observable around the answer,', () => {
  it('gives the whole text as the token: renew', inWorld((world) => {
    const conversationId = world.service.conversation('first');
    const stale = world.service.token(conversationId);
    world.service.expireTokens();
    const renewed: Token[] = [];
    const heard = world.listen(fiveLines(world.service, {
      conversation$: of({ conversationId }), token$: of(stale), renew: (old) => (renewed.push(old), world.service.token(conversationId)),
    }).activity$);
    world.pass(1_000);
    expect([texts(heard), renewed.length]).toEqual([['first'], 1]);
    heard.leave();
  }));

  it('gives the whole text as the URL: baseUrl', inWorld((world) => {
    const urls: string[] = [];
    const service = directLineService({ baseUrl: () => 'https://a.example', http: ({ url }) => (urls.push(url), of()) });
    world.listen(startConversation({ service, secret: SECRET }));
    world.pass(100);
    expect(urls).toEqual([expect.stringMatching(/^https:\/\/a\.example\//)]);
  }));
});

it.each(['ann', { id: 'ann' }])('generateToken and startConversation send the user as an object with an id: %j', (user) => {
  const bodies: unknown[] = [];
  const service = directLineService({ http: ({ body }) => (bodies.push(JSON.parse(String(body))), of()) });
  generateToken({ service, secret: SECRET, user }).subscribe({ error: () => undefined });
  startConversation({ service, secret: SECRET, user }).subscribe({ error: () => undefined });
  expect(bodies).toEqual([{ user: { id: 'ann' } }, { user: { id: 'ann' } }]);
});
