import { concat, EMPTY, ignoreElements, interval, map, of, take, timer } from 'rxjs';
import type { BotFunction } from '../../src/emulator/index.js';
import { factsOf } from '../support/facts.js';
import { client, later, lineTo, repeated, serials, service, soon } from '../support/live.js';
import { seeded } from '../support/random.js';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const quiet = { bot: () => EMPTY };

/** Pushes 200 messages in about a second. */
const pushing: BotFunction = ({ text }) =>
  text === 'go' ? interval(5).pipe(take(200), map((count) => ({ type: 'message', text: `push ${count}` }))) : EMPTY;

describe('a socket is cut', () => {
  it.each([1, 2])('twenty times while the bot pushes 200 activities: each comes once, in order (seed %i)', async (seed) => {
    const random = seeded(seed);
    const { faults, ...at } = await service({ bot: pushing, pageSize: 7 });
    const ann = client(at, { reconnectPolicy: () => 0 });
    const cutAt = new Set([...numbers(180)].sort(() => random() - 0.5).slice(0, 20).map((count) => `push ${count}`));
    const cuts = [
      () => faults.drop(),
      () => faults.drop({ code: 1000, reason: 'a clean close' }),
      () => faults.ghost({ ghostMs: 5 }),
      () => (faults.replay('all'), faults.drop()),
      () => (faults.replay(20), faults.drop({ code: 1011 })),
    ];
    // A cut that is due while no socket is open waits for the next activity.
    let due = 0;
    let hit = 0;
    const cutting = ann.line.activity$.subscribe(({ text = '' }) => {
      if (cutAt.has(text)) due += 1;
      const cut = due > hit ? cuts[Math.floor(random() * cuts.length)]?.() ?? 0 : 0;
      hit += cut;
    });
    later(() => cutting.unsubscribe());
    await ann.say('go');
    await ann.heard('push 199');
    expect(hit).toBe(20);
    expect(ann.texts()).toEqual(['go', ...numbers(200).map((count) => `push ${count}`)]);
    expect(repeated(ann)).toEqual([]);
    expect(serials(ann)).toEqual(numbers(201));
  });

  it('as soon as it is open, before it has brought anything', async () => {
    const { faults, log, ...at } = await service(quiet);
    let cuts = 0;
    const cutting = at.log$.subscribe(({ type }) => {
      if (type === 'socketOpened' && cuts < 3) cuts += faults.drop();
    });
    later(() => cutting.unsubscribe());
    const ann = client(at);
    await soon(ann.line.conversation$, 'there is a conversation');
    await log.until('it has been opened four times', (all) => all.filter(({ type }) => type === 'socketOpened').length === 4);
    await ann.say('here?');
    await ann.heard('here?');
    expect(repeated(ann)).toEqual([]);
  });

  it('while a post waits for the bot: the post has its id, and the answer comes on the next socket', async () => {
    const { faults, log, ...at } = await service({ bot: ({ text }) => (text === undefined ? EMPTY : concat(timer(200).pipe(ignoreElements()), of({ type: 'message', text: `re: ${text}` }))) });
    const ann = client(at);
    await ann.online();
    const id = ann.say('slow');
    await log.until('the bot has it', (all) => all.some((event) => event.type === 'botCalled' && event.activityType === 'message'));
    expect(faults.drop()).toBe(1);
    expect(await id).toMatch(/\|0000000$/);
    await ann.heard('re: slow');
    expect(ann.texts()).toEqual(['slow', 're: slow']);
  });

  it('while history is paged: all of it comes, and what is new', async () => {
    const { faults, log, ...at } = await service({ ...quiet, pageSize: 5 });
    const ann = client(at);
    for (const count of numbers(40)) await ann.say(`${count}`);
    ann.line.end();
    let pages = 0;
    const cutting = at.log$.subscribe((event) => {
      if (event.type !== 'request' || event.method !== 'GET' || !event.path.endsWith('/activities')) return;
      pages += 1;
      if (pages % 3 === 0) faults.drop();
    });
    later(() => cutting.unsubscribe());
    const bob = client(at, { user: 'bob', resume: { conversationId: ann.conversationId() } });
    await bob.activities.until('all of it has come', () => bob.texts().length === 40);
    expect(bob.texts()).toEqual(numbers(40).map(String));
    expect(log.all.filter(({ type }) => type === 'socketOpened').length).toBeGreaterThan(2);
    await bob.say('and now');
    await bob.heard('and now');
    expect(repeated(bob)).toEqual([]);
  });

  it('with everything replayed on the next one: nothing comes twice', async () => {
    const { faults, ...at } = await service();
    const ann = client(at);
    for (const text of ['one', 'two', 'three']) await ann.say(text);
    await ann.heard('You said: three');
    const before = ann.texts();
    faults.replay('all');
    faults.drop();
    await ann.statuses.until('it is lost and online again', () => ann.states().filter((state) => state === 'online').length === 2);
    await ann.say('four');
    await ann.heard('You said: four');
    expect(ann.texts()).toEqual([...before, 'four', 'You said: four']);
  });

  it('while nobody listens, within lingerMs: what came meanwhile is there for who comes back', async () => {
    const { faults, log, ...at } = await service(quiet);
    const ann = client(at, { lingerMs: 2_000 });
    await ann.online();
    ann.activities.leave();
    faults.drop();
    await ann.say('nobody hears');
    await log.until('its socket is open again', (all) => all.filter(({ type }) => type === 'socketOpened').length === 2);
    const back = factsOf(ann.line.activity$);
    await back.until('it comes', (all) => all.some(({ text }) => text === 'nobody hears'));
  });
});

describe('who takes one activity and leaves', () => {
  it('and comes back on another socket for the next one, gets each once, in order', async () => {
    const at = await service(quiet);
    const ann = client(at);
    for (const count of numbers(10)) await ann.say(`${count}`);
    ann.line.end();
    const line = lineTo(at, { user: 'bob', lingerMs: 0, resume: { conversationId: ann.conversationId() } });
    const taken: (string | undefined)[] = [];
    for (const count of numbers(10)) taken.push((await soon(line.activity$, `activity ${count} comes`)).text);
    expect(taken).toEqual(numbers(10).map(String));
  });
});

describe('its own ghost', () => {
  it('is waited for, however often it is met, without giving up', async () => {
    const { faults, log, ...at } = await service(quiet);
    const ann = client(at);
    await ann.online();
    expect(faults.ghost({ ghostMs: 2_000 })).toBe(1);
    await ann.say('do you hear me?');
    await ann.heard('do you hear me?');
    const collisions = log.all.filter((event) => event.type === 'socketClosed' && event.reason === 'collision');
    expect(collisions.length).toBeGreaterThanOrEqual(3);
    expect(ann.states()).not.toContain('failed');
    expect(ann.activities.end).toBeUndefined();
    expect(repeated(ann)).toEqual([]);
  });
});

describe('another client holds the stream', () => {
  it('who comes later asks for what there is instead, and both hear all that is said, once and in order', async () => {
    const at = await service(quiet);
    const ann = client(at);
    await ann.online();
    const bob = client(at, { user: 'bob', resume: { conversationId: ann.conversationId() } });
    await bob.statuses.until('it polls', all => all.some(status => status.state === 'online' && status.transport === 'polling'));
    expect(bob.status()).toEqual({ state: 'online', run: 4, transport: 'polling', pollingReason: 'otherClient' });
    await ann.say('from ann');
    await bob.say('from bob');
    for (const each of [ann, bob]) {
      await each.heard('from ann');
      await each.heard('from bob');
      expect(repeated(each)).toEqual([]);
    }
    expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
  });

  it('who comes later and wants a socket only fails and says so; reconnect() and a new subscription take over when the other has gone', async () => {
    const at = await service(quiet);
    const ann = client(at);
    await ann.online();
    await ann.say('mine');
    const bob = client(at, { transport: 'websocket', user: 'bob', resume: { conversationId: ann.conversationId() } });
    await bob.activities.ended('it has given up');
    expect(bob.status()).toMatchObject({ state: 'failed', error: { name: 'DirectLineCollisionError', message: expect.stringContaining('another client') } });
    expect(bob.activities.end).toEqual({ error: expect.objectContaining({ name: 'DirectLineCollisionError' }) });
    expect(ann.status()).toMatchObject({ state: 'online' });
    expect(ann.states()).toEqual(['idle', 'connecting', 'online']);

    ann.line.end();
    bob.line.reconnect();
    const again = factsOf(bob.line.activity$);
    await bob.online();
    await bob.say('mine too');
    await again.until('the stream brings the echo', (all) => all.some(({ text }) => text === 'mine too'));
    // The history comes with the first stream that opens, which may be one that the collision closes at once.
    expect([...bob.activities.all, ...again.all].map(({ text }) => text)).toEqual(['mine', 'mine too']);
  });

  it('and the service favours the newcomer: one of the two gives up, the other has the stream, and it ends there', async () => {
    const at = await service({ ...quiet, uncertain: { collision: 'older' } });
    const ann = client(at, { transport: 'websocket' });
    await ann.online();
    const bob = client(at, { transport: 'websocket', user: 'bob', resume: { conversationId: ann.conversationId() } });
    const both = [ann, bob];
    await Promise.race(both.map(({ activities }) => activities.ended('one of them has given up')));
    const winner = both.find(({ activities }) => activities.end === undefined);
    await winner?.online();
    await winner?.say('mine now');
    await winner?.heard('mine now');
    expect(both.map(({ status }) => status()?.state).sort()).toEqual(['failed', 'online']);
  });
});
