import { filter, map, of, retry, share, Subject, take, timer, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { activitySets } from '../../src/parts/activitySets.js';
import { connectionStatus, deliverOnce, deliverSetsOnce, keepTokenFresh, startConversation, type ConnectionEvent, type ConnectionStatus } from '../../src/parts/index.js';
import { SECRET, Service } from '../support/service.js';
import { inWorld, texts } from '../support/world.js';
import { fiveLines, serviceOf, steady, storyOf } from './support.js';

/** One letter a status, for marbles. */
const letterOf = ({ state }: ConnectionStatus): string =>
  ({ idle: 'i', connecting: 'c', online: 'o', waiting: 'w', needsToken: 'n', failed: 'f', ended: 'e' })[state];
const letters = (status$: Observable<ConnectionStatus>): Observable<string> => status$.pipe(map(letterOf));

describe('the five lines, as marbles,', () => {
  // A request takes 20 ms, and so does a socket to open.
  it('start the conversation, open its stream URL and deliver', marbles((m) => {
    const service = new Service();
    const { activity$, status$ } = fiveLines(service);
    m.cold('                                 80ms x').subscribe(() => service.says('hello'));
    m.expect(letters(status$)).toBeObservable('(ic) 36ms o 119ms i');
    m.expect(activity$.pipe(map(({ text }) => text)), '^ 159ms !').toBeObservable('80ms h', { h: 'hello' });
  }));

  it('refresh the token when a quarter of its life is left', marbles((m) => {
    const { token$ } = fiveLines(new Service());
    m.expect(token$.pipe(map((_, index) => index)), '^ 1400s !').toBeObservable('20ms 0 1349999ms 1', { 0: 0, 1: 1 });
  }));

  it('replace a stream URL that lapses unopened, by the status, after its 60 seconds', marbles((m) => {
    const service = new Service();
    service.socketTrouble('never opens');
    const { activity$, status$ } = fiveLines(service, { connectTimeoutMs: 90_000 });
    m.cold('                              1s x').subscribe(() => service.says('greeting'));
    m.expect(letters(status$)).toBeObservable('(ic) 59996ms w 499ms c 39ms o 460ms i');
    m.expect(activity$.pipe(map(({ text }) => text)), '^ 61s !').toBeObservable('60560ms g', { g: 'greeting' });
    m.flush();
    expect([service.paths('reconnect'), service.opCount('start')]).toEqual([['/conversations/c1'], 1]);
  }));

  it('deliver the history of a conversation that exists after the answers to the start and the reconnect, with its first page as the stream opens', marbles((m) => {
    const made = new Service();
    const id = made.conversation('one', 'two');
    const service = serviceOf(made);
    const { set$, status$ } = fiveLines(made, { conversation$: startConversation({ service, token: made.token(id) }), token$: of(made.token(id)) });
    m.expect(letters(status$)).toBeObservable('                             (ic) 56ms o  39ms  i');
    m.expect(set$.pipe(map(({ activities }) => activities.length)), '^ 99ms !').toBeObservable('60ms 2 19ms 0', { 2: 2, 0: 0 });
    m.flush();
    expect(made.times('history')).toEqual([40, 60]);
  }));

  it('reconnect after a drop, from where they were', marbles((m) => {
    const service = new Service();
    service.replaysAll = true;
    const { activity$, status$ } = fiveLines(service);
    m.cold('                                     60ms a').subscribe(() => service.says('one'));
    m.cold('                                     90ms x').subscribe(() => (service.cut(), service.says('while cut')));
    m.expect(letters(status$)).toBeObservable('(ic) 36ms o 49ms w 499ms c 39ms o 70ms i');
    m.expect(activity$.pipe(map(({ text }) => text)), '^ 700ms !').toBeObservable('60ms a 569ms b', { a: 'one', b: 'while cut' });
  }));

  it('end everything at an event', marbles((m) => {
    const service = new Service();
    const { activity$, status$ } = fiveLines(service);
    m.cold<ConnectionEvent>('                  100ms e', { e: { type: 'end' } }).subscribe(status$);
    m.expect(letters(status$)).toBeObservable('(ic) 36ms o 59ms (e|)');
    m.expect(activity$).toBeObservable('       100ms |');
  }));
});

describe('the five lines', () => {
  it('start one conversation, whatever subscribes, and refresh its token once for all', inWorld((world) => {
    const { activity$, token$, status$ } = fiveLines(world.service);
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    const tokens = world.listen(token$);
    world.pass(100);
    world.service.says('one');
    world.pass(1_400_000);
    world.service.says('two');
    expect([texts(heard), world.service.opCount('start'), world.service.opCount('reconnect'), world.service.times('refresh')]).toEqual([['one', 'two'], 1, 0, [1_350_000]]);
    expect([tokens.values.length, story]).toEqual([2, ['idle @0', 'connecting 1 @0', 'online @40']]);
    tokens.leave();
    heard.leave();
    expect(story.at(-1)).toBe('idle @1400100');
  }));

  it('do not try a stream URL that has lapsed before anybody wanted it', inWorld((world) => {
    const { activity$, conversation$ } = fiveLines(world.service);
    const early = world.listen(conversation$);
    world.pass(65_000);
    const heard = world.listen(activity$);
    world.pass(100);
    expect([early.values.length, world.service.opCount('start'), world.service.opCount('reconnect'), world.service.sockets.length]).toEqual([1, 1, 1, 1]);
    heard.leave();
  }));

  it('show needsToken and stay so where nobody brings a token in the place of an expired one', inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(10_000);
    expect(story.slice(3)).toEqual(['waiting 2 (was online) @100', 'connecting 2 @600', 'needsToken expired @620']);
    heard.leave();
  }));

  it('go on after an expiry with the token that `renew` of the token part gets, through needsToken', inWorld((world) => {
    const service = serviceOf(world.service);
    const status$ = connectionStatus({ reconnectPolicy: steady });
    const conversation$ = startConversation({ service, secret: SECRET });
    const needed$ = status$.pipe(filter(({ state }) => state === 'needsToken'));
    const token$ = conversation$.pipe(keepTokenFresh({ service, needed$, renew: ({ conversationId }) => [world.service.token(conversationId)] }));
    const story = storyOf(status$, world.now);
    const heard = world.listen(activitySets({ service, conversation$, token$, status$, random: () => 0.5 }).pipe(deliverOnce()));
    world.pass(100);
    world.service.says('one');
    world.service.expireTokens();
    world.service.cut();
    world.service.says('two');
    world.pass(10_000);
    expect(texts(heard)).toEqual(['one', 'two']);
    expect(story.slice(3)).toEqual(['waiting 2 (was online) @100', 'connecting 2 @600', 'needsToken expired @620', 'connecting 1 @620', 'online @660']);
    heard.leave();
  }));

  it('go on after an expiry with the token that `renew` of the stream gets, within connecting', inWorld((world) => {
    let renewals = 0;
    const renew = ({ conversationId }: { readonly conversationId?: string }) => [(renewals++, world.service.token(conversationId))];
    const { activity$, status$ } = fiveLines(world.service, { renew });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.service.says('two');
    world.pass(10_000);
    expect([texts(heard), story.slice(3)]).toEqual([['two'], ['waiting 2 (was online) @100', 'connecting 2 @600', 'online @660']]);
    // The history that follows is asked for with the renewed token.
    expect([renewals, world.service.opCount('history')]).toEqual([1, 2]);
    heard.leave();
  }));

  it('complete and leave nothing open at an end', inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    status$.next({ type: 'end' });
    expect([heard.completed, story.slice(-2), world.service.openSockets, world.timers()]).toEqual([true, ['ended end @100', 'complete'], 0, 0]);
  }));

  it('take a reconnect from any observable, whose completion ends nothing', inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const events$ = new Subject<ConnectionEvent>();
    events$.subscribe(status$);
    const heard = world.listen(activity$);
    world.pass(100);
    events$.next({ type: 'reconnect' });
    world.pass(100);
    events$.complete();
    world.service.says('still here');
    expect([texts(heard), world.service.sockets.length, world.service.openSockets]).toEqual([['still here'], 2, 1]);
    heard.leave();
  }));

  it('retry a start that fails as the status says, and keep no error of it', inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const story = storyOf(status$, world.now);
    world.service.trouble('start', { status: 503 }, 2);
    const heard = world.listen(activity$);
    world.pass(5_000);
    expect(story).toEqual(['idle @0', 'connecting 1 @0', 'waiting 2 @20', 'connecting 2 @520', 'waiting 3 @540', 'connecting 3 @1540', 'online @1580']);
    expect(world.service.opCount('start')).toBe(3);
    heard.leave();
  }));

  it('complete when the conversation is gone, and a new pipeline starts another', inWorld((world) => {
    const first = fiveLines(world.service);
    const heard = world.listen(first.activity$);
    world.pass(100);
    world.service.forget();
    world.service.cut();
    world.pass(1_000);
    expect(heard.completed).toBe(true);
    const second = world.listen(fiveLines(world.service).activity$);
    world.pass(100);
    expect(world.service.opCount('start')).toBe(2);
    second.leave();
  }));
});

describe('subscribing to the five lines', () => {
  it('again by retry before deliverOnce repeats nothing', inWorld((world) => {
    const service = serviceOf(world.service);
    const conversation$ = startConversation({ service, secret: SECRET });
    const status$ = connectionStatus({ reconnectPolicy: () => null });
    const set$ = activitySets({ service, conversation$, token$: conversation$.pipe(keepTokenFresh({ service })), status$, random: () => 0.5 });
    const heard = world.listen(set$.pipe(retry(), deliverOnce()));
    world.pass(100);
    world.service.says('one');
    world.service.cut();
    world.pass(5_000);
    world.service.says('two');
    expect([texts(heard), world.service.opCount('start')]).toEqual([['one', 'two'], 1]);
    heard.leave();
  }));

  it('again after take(1) in the middle of a set begins at the beginning', inWorld((world) => {
    const { activity$ } = fiveLines(world.service);
    const early = world.listen(activity$.pipe(take(1)));
    world.pass(100);
    ['a', 'b', 'c'].forEach((text) => world.service.says(text));
    const again = world.listen(activity$);
    world.pass(1_000);
    expect([texts(early), texts(again), world.service.paths('reconnect')]).toEqual([['a'], ['a', 'b', 'c'], ['/conversations/c1']]);
    again.leave();
  }));

  it('twice by share() has one socket', inWorld((world) => {
    const shared$ = fiveLines(world.service).set$.pipe(deliverOnce(), share());
    const [one, two] = [world.listen(shared$), world.listen(shared$)];
    world.pass(100);
    world.service.says('both');
    expect([texts(one), texts(two), world.service.sockets.length]).toEqual([['both'], ['both'], 1]);
    one.leave();
    two.leave();
  }));

  it('by a share that lingers loses what arrives while nobody listens, which the client does not', inWorld((world) => {
    const shared$ = fiveLines(world.service).activity$.pipe(share({ resetOnRefCountZero: () => timer(1_000) }));
    const one = world.listen(shared$);
    world.pass(100);
    one.leave();
    world.service.says('in between');
    world.pass(100);
    const two = world.listen(shared$);
    world.pass(2_000);
    expect(texts(two)).toEqual([]);
    two.leave();
    world.pass(1_000);
  }));

  it('from a checkpoint, the last set, delivers what came after it', inWorld((world) => {
    const first = fiveLines(world.service);
    const heard = world.listen(first.set$.pipe(deliverSetsOnce()));
    world.pass(100);
    world.service.says('one');
    heard.leave();
    const { conversationId = '', watermark } = heard.values.at(-1) ?? {};
    world.service.says('two');
    const conversation$ = startConversation({ service: serviceOf(world.service), token: world.service.token(conversationId) });
    const later = fiveLines(world.service, { conversation$, token$: conversation$.pipe(keepTokenFresh({ service: first.service })), ...(watermark && { watermark }) });
    const rest = world.listen(later.activity$);
    world.pass(100);
    expect(texts(rest)).toEqual(['two']);
    rest.leave();
  }));
});
