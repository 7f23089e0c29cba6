import { format } from 'node:util';
import { EMPTY, interval, map, of, take } from 'rxjs';
import { directLine1, type DirectLineOptions } from '../../src/index.js';
import type { BotFunction, Faults } from '../../src/emulator/index.js';
import { factsOf } from '../support/facts.js';
import { client, clockAt, later, lineTo, listening, repeated, serials, service, voiceTo, type Client, type Service } from '../support/live.js';
import { seeded } from '../support/random.js';
import { sideBySide } from '../support/sideBySide.js';

const quiet = { bot: () => EMPTY };
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const questions = /^GET .*\/(activities|messages)$/;
const posts = /^POST .*\/(activities|messages)$/;
const newUrls = /^GET \/v3\/directline\/conversations\/[^/]+$/;

/** Pushes so many messages, one at a time. */
const pushing = (count: number): BotFunction => ({ text }) =>
  text === 'go' ? interval(15).pipe(take(count), map((number) => ({ type: 'message', text: `push ${number}` }))) : EMPTY;

const ways: readonly (readonly [string, Partial<DirectLineOptions>])[] = [
  ['socket', { transport: 'websocket' }],
  ['polling', { transport: 'polling' }],
  ['1.1', { protocol: directLine1 }],
];

/** What brings activities: frames, or the answers to questions. */
const bringing = (way: string): RegExp => (way === 'socket' ? /^FRAME/ : questions);

const onlineAgain = (ann: Client, times = 2): Promise<void> =>
  ann.statuses.until(`it is online for the ${times}. time`, () => ann.states().filter((state) => state === 'online').length === times);

/** A client in a conversation in which something has been said and heard. */
async function talking(at: Service, options: Partial<DirectLineOptions>): Promise<Client> {
  const ann = client(at, options);
  await ann.online();
  await ann.say('before');
  await ann.heard('before');
  return ann;
}

/** What the service sends, and what then becomes of it, whichever way it comes. */
const ofWhatIsSent: readonly (readonly [string, (way: string, options: Partial<DirectLineOptions>) => Promise<void>])[] = [
  ['late, twice, with another watermark, or much larger than usual, comes once, in its order, and the status stays', async (way, options) => {
    const match = bringing(way);
    const plans: readonly ((faults: Faults) => void)[] = [
      (faults) => faults.delay(150, { match }),
      (faults) => faults.repeat({ match }),
      (faults) => faults.resetWatermark('start', { match }),
      (faults) => faults.resetWatermark('null', { match }),
      (faults) => faults.resetWatermark('absent', { match }),
      (faults) => faults.oversize(5_000_000, { match }),
    ];
    const heard = await Promise.all(plans.map(async (plan) => {
      const at = await service(quiet);
      const ann = await talking(at, options);
      const say = voiceTo(at, ann);
      plan(at.faults);
      for (const text of ['spoilt', 'after']) {
        await say(text);
        await ann.heard(text);
      }
      return [ann.texts(), ann.states()];
    }));
    expect(heard).toEqual(plans.map(() => [['before', 'spoilt', 'after'], ['idle', 'connecting', 'online']]));
  }],

  ['cut in the middle, is asked for again: the status says what was lost, and all comes once', async (way, options) => {
    const at = await service(quiet);
    const ann = await talking(at, options);
    const say = voiceTo(at, ann);
    for (const text of ['one', 'two']) {
      at.faults.cut({ match: bringing(way) });
      await say(text);
      await ann.heard(text);
    }
    await onlineAgain(ann, 3);
    const name = way === 'socket' ? 'DirectLineSocketError' : 'DirectLineNetworkError';
    expect(ann.statuses.all.flatMap((status) => (status.state === 'waiting' ? [status.error.name] : []))).toEqual([name, name]);
    expect(ann.texts()).toEqual(['before', 'one', 'two']);
  }],

  ['as a page of HTML, or as JSON of another kind, has failed, and says so without quoting it; who subscribes again misses nothing', async (way, options) => {
    const at = await service(quiet);
    const ann = await talking(at, options);
    const say = voiceTo(at, ann);
    at.faults.malform(way === 'polling' ? 'json' : 'html', { match: bringing(way) });
    await say('spoilt');
    await ann.activities.ended('it has failed');
    expect(ann.status()).toMatchObject({ state: 'failed', error: { name: 'DirectLineProtocolError' } });
    expect(String(ann.activities.end && 'error' in ann.activities.end && ann.activities.end.error)).not.toContain('doctype');
    const again = factsOf(ann.line.activity$);
    await say('after');
    await again.until("'after' comes", (all) => all.some(({ text }) => text === 'after'));
    expect(again.all.map(({ text }) => text)).toEqual(['spoilt', 'after']);
  }],

  ['to a post is lost, cut, a page of HTML or JSON of another kind: the echo has the id, and each is sent once', async (_, options) => {
    const at = await service(quiet);
    const ann = await talking(at, options);
    at.faults.loseAnswer('cut', { match: posts });
    at.faults.cut({ match: posts });
    at.faults.malform('html', { match: posts });
    at.faults.malform('json', { match: posts });
    const texts = ['lost', 'cut', 'html', 'json'];
    const ids = await Promise.all(texts.map(ann.say));
    await ann.activities.until('all are heard', () => ann.texts().length === 5);
    const heard = new Map(ann.activities.all.map(({ id, text }) => [text, id]));
    expect(texts.map((text) => heard.get(text))).toEqual(ids);
    expect(at.requests(posts).flatMap(({ damage }) => damage ?? [])).toEqual(['loseAnswer', 'cut', 'malform', 'malform']);
    expect([at.requests(posts).length, ann.status()?.state, repeated(ann)]).toEqual([5, 'online', []]);
  }],

  ['to a post never comes: it is heard all the same, and end() says that the post is in doubt', async (way, options) => {
    const at = await service(quiet);
    const ann = await talking(at, options);
    at.faults.loseAnswer('silence', { match: posts });
    const said = ann.say('in doubt').catch((error: unknown) => error);
    await ann.heard('in doubt');
    expect(ann.status()).toMatchObject({ state: 'online', transport: way === 'socket' ? 'websocket' : 'polling' });
    ann.line.end();
    expect(await said).toMatchObject({ name: 'DirectLineEndedError', outcome: 'unknown' });
    expect(at.requests(posts)).toHaveLength(2);
  }],

  ['from a dead bot is nothing: posts are in doubt with the words of the service, or their echo answers; the stream stays, and revived it answers', async (_, options) => {
    const at = await service({ botTimeoutMs: 200, bot: ({ text }) => (text === undefined ? EMPTY : of({ type: 'message', text: `re: ${text}` })) });
    const ann = client(at, options);
    await ann.online();
    at.faults.killBot();
    await expect(ann.say('one')).rejects.toMatchObject({ name: 'DirectLineHttpError', code: 'BotRejectedActivity', outcome: 'unknown', message: expect.stringContaining('a planned fault') });
    at.faults.killBot('hang');
    expect(await ann.say('two')).toMatch(/\|0+1$/);
    at.faults.reviveBot();
    await ann.say('three');
    await ann.heard('re: three');
    expect([ann.texts(), ann.states()]).toEqual([['one', 'two', 'three', 're: three'], ['idle', 'connecting', 'online']]);
  }],
];

describe('what the service sends', () => {
  sideBySide(ways.flatMap(([way, options]) => ofWhatIsSent.map(([what, run]) => [`by ${way}, ${what}`, () => run(way, options)] as const)));
});

describe('a client of a service of faults', () => {
  sideBySide([
    ['a post that is answered late is heard before', async () => {
      const at = await service(quiet);
      const ann = await talking(at, {});
      at.faults.delay(2_000, { match: posts });
      const id = ann.say('slow');
      await ann.heard('slow');
      expect(at.requests(posts)).toHaveLength(1);
      expect(await id).toBe(ann.activities.all.at(-1)?.id);
    }],
    ['a start whose answer is lost, cut, or late is made again or waited for, and there is one greeting to hear', async () => {
      const at = await service();
      at.faults.loseAnswer('cut', { match: /conversations$/ });
      at.faults.cut({ match: /conversations$/ });
      at.faults.delay(200, { match: /conversations$/ });
      const ann = client(at);
      await ann.online();
      await ann.activities.until('the greeting comes', () => ann.texts().length > 0);
      await ann.say('hello');
      await ann.heard('You said: hello');
      expect(at.requests(/conversations$/).map(({ status, damage }) => [status, damage])).toEqual([[201, 'loseAnswer'], [201, 'cut'], [201, undefined]]);
      expect([ann.states(), repeated(ann)]).toEqual([['idle', 'connecting', 'waiting', 'connecting', 'waiting', 'connecting', 'online'], []]);
    }],
    ['a start that is answered with a page of HTML has failed, and says so', async () => {
      const at = await service();
      at.faults.malform();
      const ann = client(at);
      await ann.activities.ended('it has failed');
      expect(ann.status()).toMatchObject({ state: 'failed', error: { name: 'DirectLineProtocolError' } });
      const again = listening(ann.line);
      await again.online();
    }],
    ['an upgrade that is slow is waited for', async () => {
      const at = await service(quiet);
      at.faults.delay(300, { match: '/stream' });
      const ann = client(at);
      await ann.say('meanwhile');
      await ann.heard('meanwhile');
      expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
    }],
    ["an upgrade that is too slow is given up; the stream that comes of it too late is in nobody's way", async () => {
      const at = await service(quiet);
      at.faults.delay(3_000, { match: '/stream' });
      const ann = client(at, { connectTimeoutMs: 1_500 });
      await ann.online();
      const since = Date.now();
      expect(ann.statuses.all).toContainEqual(expect.objectContaining({ state: 'waiting', error: expect.objectContaining({ name: 'DirectLineTimeoutError', what: 'open' }) }));
      await clockAt(since + 2_000);
      await ann.say('still here');
      await ann.heard('still here');
      expect([ann.texts(), ann.states()]).toEqual([['still here'], ['idle', 'connecting', 'waiting', 'connecting', 'online']]);
    }],
    ['a question that is never answered does not keep reconnect() from asking again', async () => {
      const at = await service(quiet);
      const ann = await talking(at, { transport: 'polling' });
      at.faults.loseAnswer('silence', { match: questions });
      await at.log.until('it has been asked', () => at.requests(questions).some(({ damage }) => damage === 'loseAnswer'));
      await ann.say('unheard');
      ann.line.reconnect();
      await ann.heard('unheard');
      expect([ann.texts(), ann.status()]).toEqual([['before', 'unheard'], { state: 'online', run: 2, transport: 'polling' }]);
    }],
    ['Retry-After as a date is waited for, and the status says until when', async () => {
      const at = await service(quiet);
      const ann = client(at);
      await ann.online();
      at.faults.respond(503, { match: newUrls, retryAfter: 1, retryAfterAs: 'date' });
      at.faults.drop();
      await onlineAgain(ann);
      const waited = ann.statuses.all.flatMap((status) => (status.state === 'waiting' ? [status] : [])).at(-1);
      expect(waited).toMatchObject({ error: { name: 'DirectLineHttpError', status: 503 } });
      const [first, second] = at.requests(newUrls);
      // Dates have whole seconds.
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
      expect(waited?.delayMs).toBeLessThanOrEqual(2_000);
    }],
    ['a service of faults is left without a trace by a client that ends in the middle of them', async () => {
      const at = await service({ ...quiet, faults: ['delay=5s:times=always'] });
      const line = lineTo(at);
      const statuses = factsOf(line.connectionStatus$);
      const activities = factsOf(line.activity$);
      await statuses.until('it is connecting', (all) => all.at(-1)?.state === 'connecting');
      line.end();
      expect(activities.end).toEqual({ completed: true });
    }],
  ]);
});

/** By what has been heard, not by the clock: however slow the machine, there is progress between two faults. */
async function pushed(transport: 'websocket' | 'polling', count: number, seed: number): Promise<void> {
  const random = seeded(seed);
  const { faults, ...at } = await service({ bot: pushing(count), pageSize: 20 });
  const ann = client(at, { transport, reconnectPolicy: () => 10 });
  const aims = [{ match: 'FRAME' }, { match: questions }];
  const plans = aims.flatMap((aim) => [
    () => faults.drop(), () => (faults.replay('all'), faults.drop()), () => faults.cut(aim), () => faults.repeat(aim), () => faults.delay(40, aim),
    () => faults.resetWatermark('start', aim), () => faults.resetWatermark('null', aim), () => faults.oversize(100_000, aim),
  ]);
  let heard = 0;
  const spoiling = ann.line.activity$.subscribe(() => {
    heard += 1;
    if (heard % 3 === 0) plans[Math.floor(random() * plans.length)]?.();
  });
  later(() => spoiling.unsubscribe());
  await ann.online();
  await ann.say('go');
  await ann.heard(`push ${count - 1}`);
  spoiling.unsubscribe();
  faults.clear();
  await ann.say('calm');
  await ann.heard('calm');
  expect(ann.texts()).toEqual(['go', ...numbers(count).map((number) => `push ${number}`), 'calm']);
  expect([serials(ann), repeated(ann)]).toEqual([numbers(count + 2), []]);
  expect([ann.states().at(-1), ann.states().includes('failed')]).toEqual(['online', false]);
}

describe('many pushes from a service of faults', () => {
  const runs = [
    ['websocket', 120, 1], ['websocket', 120, 2], ['polling', 40, 3],
  ] as const;
  sideBySide(runs.map(([transport, count, seed]) => [format('come once, in order, by %s, %i of them (seed %i); the end is online', transport, count, seed), () => pushed(transport, count, seed)]));
});
