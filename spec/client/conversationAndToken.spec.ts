import { BehaviorSubject, of } from 'rxjs';
import { SECRET, SECRETS } from '../support/service.js';
import { inWorld, named, texts } from '../support/world.js';

describe('conversation$', () => {
  it('starts one conversation for all subscribers, opens no socket and refreshes no token', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, user: 'ann' });
    const [first, second] = [listen(line.conversation$), listen(line.conversation$)];
    pass(1_400_000);
    const conversation = { conversationId: 'c1', started: 'new', userId: 'ann' };
    expect([first.values, second.values]).toEqual([[conversation], [conversation]]);
    expect([service.opCount('start'), service.opCount('refresh'), service.sockets, line.story()]).toEqual([1, 0, [], ['idle @0']]);
  }));

  it('emits the next conversation where one is gone and another begins', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, onGone: 'restart' });
    const conversations = listen(line.conversation$);
    const activities = listen(line.activity$);
    pass(100);
    service.forget();
    service.cut();
    pass(5_000);
    expect(conversations.values.map(({ conversationId, started }) => [conversationId, started])).toEqual([['c1', 'new'], [expect.stringMatching(/^c[2-9]/), 'new']]);
    expect(activities.errors).toEqual([]);
  }));

  it('names the user of the token where the options name another one', inWorld(({ client, service, listen, pass }) => {
    const conversations = listen(client({ token: service.token(undefined, 'ann'), user: 'bob' }).conversation$);
    pass(100);
    expect(conversations.values).toEqual([{ conversationId: 'c1', started: 'new', userId: 'ann' }]);
  }));

  it('holds no credential', inWorld(({ client, listen, pass }) => {
    const conversations = listen(client().conversation$);
    pass(100);
    expect(Object.values(SECRETS).filter((secret) => JSON.stringify(conversations.values).includes(secret))).toEqual([]);
  }));

  it('completes at the end and errors with what gives the client up', inWorld(({ client, listen, pass }) => {
    const line = client();
    const conversations = listen(line.conversation$);
    const refused = listen(client({ token: 'nonsense' }).conversation$);
    pass(100);
    line.end();
    expect([conversations.completed, named(refused.errors)]).toEqual([true, ['DirectLineHttpError']]);
  }));
});

describe('token$', () => {
  it('emits the token with its conversation and life, again at each refresh', inWorld(({ client, listen, pass }) => {
    const tokens = listen(client().token$);
    pass(1_400_000);
    expect(tokens.values).toEqual([
      { value: expect.stringContaining(SECRETS.token), conversationId: 'c1', issuedAtMs: 0, expiresAtMs: 1_800_000 },
      { value: expect.stringContaining(SECRETS.token), conversationId: 'c1', issuedAtMs: 1_350_000, expiresAtMs: 3_150_000 },
    ]);
    expect(tokens.times).toEqual([20, 1_350_020]);
  }));

  it('names the conversation of an opaque token of the app', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation();
    const tokens = listen(client({ token: service.token(id), resume: { conversationId: id } }).token$);
    pass(100);
    expect(tokens.values.map(({ conversationId }) => conversationId)).toEqual([id]);
  }));
});

describe('setToken and reconnect', () => {
  const expired = (world: Parameters<Parameters<typeof inWorld>[0]>[0]) => {
    const { client, service, listen, pass } = world;
    const id = service.conversation();
    const line = client({ token: service.token(id), resume: { conversationId: id, watermark: '-1' } });
    const activities = listen(line.activity$);
    pass(100);
    service.expireTokens();
    service.cut();
    pass(10_000);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'needsToken', reason: 'expired' });
    return { id, line, activities };
  };
  const runs = (statuses: ReturnType<typeof expired>['line']['statuses']): number => new Set(statuses.flatMap(([, status]) => ('run' in status ? [status.run] : []))).size;

  it.each<[string, (line: ReturnType<typeof expired>['line'], token: string) => void]>([
    ['setToken', (line, token) => line.setToken(token)],
    ['setToken, then reconnect', (line, token) => (line.setToken(token), line.reconnect())],
    ['reconnect, then setToken', (line, token) => (line.reconnect(), line.setToken(token))],
  ])('in one moment begin one run that goes on: %s', (_, act) => inWorld((world) => {
    const { id, line, activities } = expired(world);
    const before = runs(line.statuses);
    world.service.says('meanwhile', id);
    act(line, world.service.token(id));
    world.pass(1_000);
    expect([runs(line.statuses) - before, texts(activities), world.service.openSockets]).toEqual([1, ['meanwhile'], 1]);
  })());

  it('leave an open stream as it is with setToken, whose token the next request has', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation();
    const line = client({ token: service.token(id), resume: { conversationId: id, watermark: '-1' } });
    listen(line.activity$);
    pass(100);
    const token = service.token(id);
    line.setToken(token);
    listen(line.postActivity({ type: 'message', text: 'hi' }));
    pass(100);
    expect([service.sockets.length, service.requests.at(-1)?.credential]).toEqual([1, token]);
  }));

  it('end needsToken by a token that a post got from the app', inWorld(({ client, service, listen, pass }) => {
    const office$ = new BehaviorSubject<readonly string[]>([]);
    const id = service.conversation();
    const line = client({ token: () => of(...office$.value), resume: { conversationId: id, watermark: '-1' } });
    listen(line.activity$);
    pass(5_000);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'needsToken', reason: 'none' });
    office$.next([service.token(id)]);
    listen(line.postActivity({ type: 'message', text: 'hi' }));
    pass(1_000);
    expect(line.story().at(-1)).toMatch(/^online/);
  }));
});
