import { EMPTY, Subject } from 'rxjs';
import { provideDirectLine } from '../../src/angular/index.js';
import type { CommittableSet, TokenResponse } from '../../src/index.js';
import type { DirectLineSettings } from '../../src/options.js';
import { application, inZone, isInZone, pass, reader, serving, texts, watched } from './support.js';

/** A client that is watched: what it begins inside the zone. */
const chat = (given: DirectLineSettings = {}) => {
  const service = serving();
  const { options, insideZone } = watched(service.options);
  const root = application([provideDirectLine(() => ({ ...options, ...given }))]);
  return { ...service, root, line: reader(root), insideZone };
};

describe('in the zone of zone.js', () => {
  it('the client does all work outside, so that Angular waits for none of its timers, and emits inside', async () => {
    const { options: { secret: _, ...options }, generateToken } = serving();
    const asked: boolean[] = [];
    const getToken = (): Promise<TokenResponse> => {
      asked.push(isInZone());
      return generateToken({ user: { id: 'dl_ann' } });
    };
    const line = reader(application([provideDirectLine(() => ({ ...options, token: getToken }))]));
    const told: [string, boolean][] = [];
    const hears = (name: string) => ({ next: () => void told.push([name, isInZone()]), complete: () => void told.push([`end of ${name}`, isInZone()]) });
    inZone(() => {
      line.conversation$.subscribe(hears('conversation'));
      line.token$.subscribe(hears('token'));
      line.connectionStatus$.subscribe(hears('status'));
      line.activity$.subscribe(hears('activity'));
      line.activitySet$.subscribe(hears('set'));
      line.state$.subscribe(hears('state'));
      line.subscribe(() => void told.push(['listener', isInZone()]));
      line.trace$.subscribe(hears('trace'));
      line.send('hello').subscribe(hears('send'));
      line.postActivity({ type: 'message', text: 'again' }).subscribe(hears('activity posted'));
    });
    await pass(100);
    line.end();
    await pass(100);
    expect(new Set(told.map(([name]) => name)).size).toBe(19);
    expect(told.filter(([, inside]) => !inside)).toEqual([]);
    expect(asked).toEqual([false]);
  });

  it('reconnect() of a click connects outside, also after a failure and with the conversation demanded', async () => {
    const { line, faults, requests, insideZone } = chat();
    line.transcript();
    line.conversation();
    await pass(100);
    const click = async () => {
      const asked = requests().length;
      inZone(() => line.reconnect());
      await pass(60_000);
      expect([line.status().state, requests().length > asked]).toEqual(['online', true]);
    };
    await click();
    faults.respond(503, { times: 1, retryAfter: 60 });
    faults.drop();
    await pass(1_000);
    expect(line.status().state).toBe('waiting');
    await click();
    faults.respond(400, { times: 1 });
    faults.drop();
    await pass(60_000);
    expect(line.status().state).toBe('failed');
    await click();
    expect(insideZone()).toEqual([]);
  });

  it('reconnect() of a click asks for a failed conversation again outside', async () => {
    const { line, faults, insideZone } = chat();
    faults.respond(400, { times: 1 });
    line.conversation();
    await pass(60_000);
    inZone(() => line.reconnect());
    await pass(60_000);
    expect([line.conversation()?.started, insideZone()]).toEqual(['new', []]);
  });

  it.each(['websocket', 'polling'] as const)('a message that a click sends, or sends again, is posted outside: %s', async (transport) => {
    const { line, faults, insideZone } = chat({ transport });
    const told: boolean[] = [];
    const hears = { next: () => void told.push(isInZone()), error: () => void told.push(isInZone()) };
    line.transcript();
    await pass(100);
    faults.respond(400, { match: /^POST .*\/activities/ });
    inZone(() => line.send('hello').subscribe(hears));
    await pass(100);
    const [message] = line.transcript().messages;
    if (message?.status !== 'failed') throw new Error(`the message is ${message?.status}`);
    inZone(() => message.retry().subscribe(hears));
    await pass(5_000);
    expect(texts(line.transcript())).toEqual(['sent hello', 'received That: hello']);
    expect([told, insideZone()]).toEqual([[true, true], []]);
  });

  it('a commit asks for the next page outside, and so does who leaves without one', async () => {
    const { line, requests, insideZone } = chat({ transport: 'polling' });
    const sets: CommittableSet[] = [];
    line.activity$.subscribe();
    const pipeline = line.activitySet$.subscribe((set) => sets.push(set));
    const goesOnWith = async (step: () => void) => {
      line.postActivity({ type: 'message', text: 'hello' }).subscribe();
      await pass(5_000);
      const asked = requests().length;
      await pass(5_000);
      expect(requests()).toHaveLength(asked);
      inZone(step);
      await pass(5_000);
      expect(requests().length).toBeGreaterThan(asked);
    };
    await goesOnWith(() => sets.forEach(({ commit }) => commit()));
    await goesOnWith(() => pipeline.unsubscribe());
    expect(insideZone()).toEqual([]);
  });

  it('who leaves in the zone is lingered for outside', async () => {
    const { line, openSockets, insideZone } = chat({ lingerMs: 1_000 });
    line.transcript();
    const heard = line.activity$.subscribe();
    await pass(100);
    inZone(() => {
      line.leave();
      heard.unsubscribe();
    });
    expect(openSockets()).toBe(1);
    await pass(1_000);
    expect([openSockets(), insideZone()]).toEqual([0, []]);
  });

  it('the client uses a token or a base URL that a click emits outside', async () => {
    const { options: { secret: _, ...options }, generateToken } = serving();
    const { options: watching, insideZone } = watched(options);
    const signedIn$ = new Subject<TokenResponse>();
    const place$ = new Subject<string>();
    const line = reader(application([provideDirectLine(() => ({ ...watching, token: () => signedIn$, baseUrl: () => place$ }))]));
    line.transcript();
    await pass(100);
    const token = await generateToken();
    inZone(() => signedIn$.next(token));
    await pass(100);
    inZone(() => place$.next(String(options.baseUrl)));
    await pass(100);
    expect([line.status().state, insideZone()]).toEqual(['online', []]);
  });

  it('setToken() of a click ends needsToken and connects outside', async () => {
    const { options: { secret: _, ...options }, generateToken } = serving();
    const { options: watching, insideZone } = watched(options);
    const line = reader(application([provideDirectLine(() => ({ ...watching, token: () => EMPTY }))]));
    line.transcript();
    await pass(100);
    expect(line.status()).toMatchObject({ state: 'needsToken', reason: 'none' });
    const { token } = await generateToken();
    inZone(() => line.setToken(token));
    await pass(100);
    expect([line.status().state, insideZone()]).toEqual(['online', []]);
  });

  it('the end is made outside', async () => {
    const { line, insideZone } = chat({ lingerMs: 1_000 });
    line.transcript();
    await pass(100);
    inZone(() => line.end());
    await pass(100);
    expect([line.status().state, insideZone()]).toEqual(['ended', []]);
  });
});
