import { format } from 'node:util';
import { concat, concatMap, delay, EMPTY, from, map, of, throwError, toArray } from 'rxjs';
import { directLine1 } from '../../src/index.js';
import type { DirectLineSettings } from '../../src/options.js';
import { directLine3 } from '../../src/protocol/v3.js';
import { client, lineTo, listening, repeated, serials, service, soon, voiceTo } from '../support/live.js';
import { sideBySide } from '../support/sideBySide.js';

const quiet = { bot: () => EMPTY };
const questions = /^GET .*\/(activities|messages)$/;
const posts = /^POST .*\/(activities|messages)$/;
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${index}`);

const ways: readonly (readonly [string, DirectLineSettings])[] = [
  ['3.0', { transport: 'polling', protocol: directLine3 }],
  ['1.1', { protocol: directLine1 }],
];

/** Each is asked of both versions. */
const ofBoth: readonly (readonly [string, (version: string, options: DirectLineSettings) => Promise<void>])[] = [
  ['is a conversation: greeting, posts with ids, answers, each once and in order, and no socket', async (version, options) => {
    const at = await service();
    const ann = client(at, options);
    await ann.online();
    expect(ann.status()).toEqual({ state: 'online', run: 1, transport: 'polling' });
    // 1.1 names nobody at start: who speaks is greeted.
    if (version === '3.0') await ann.activities.until('the greeting comes', (all) => all.length > 0);
    const ids = await soon(from(['one', 'two', 'three']).pipe(concatMap((text) => ann.line.postActivity({ type: 'message', text })), map(({ id }) => id), toArray()), 'all are posted');
    await ann.heard('You said: three');
    const mine = ann.activities.all.filter(({ from: by }) => by?.id === 'ann');
    expect(mine.map(({ text, id }) => [text, id])).toEqual(['one', 'two', 'three'].map((text, index) => [text, ids[index]]));
    expect([serials(ann), repeated(ann)]).toEqual([[0, 1, 2, 3, 4, 5, 6], []]);
    expect(ids[0]).toMatch(version === '1.1' ? /\|\d{18}$/ : /\|\d{7}$/);
    expect(at.log.all.filter(({ type }) => type === 'socketOpened')).toEqual([]);
    expect(new Set(at.requests(/./).map(({ path }) => path.split('/')[1]))).toEqual(new Set([version === '1.1' ? 'api' : 'v3']));
  }],

  ['fifty posts at once have ids of their own, reach the bot once, and come back once', async (_, options) => {
    const at = await service();
    const ann = client(at, options);
    await ann.online();
    const ids = await Promise.all(numbers(50).map(ann.say));
    expect(new Set(ids).size).toBe(50);
    await ann.activities.until('the greeting, all of them and their answers have come', (all) => all.length === 101);
    expect([at.requests(posts).length, repeated(ann)]).toEqual([50, []]);
    const mine = new Map(ann.activities.all.map(({ id, text }) => [text, id]));
    expect(numbers(50).map((text) => mine.get(text))).toEqual(ids);
  }],

  ['pages what is there for who joins, and only what is new for who wants no more', async (_, options) => {
    const at = await service({ ...quiet, pageSize: 3 });
    const ann = client(at, options);
    await ann.online();
    const ids = await Promise.all(numbers(10).map(ann.say));
    const resume = { conversationId: ann.conversationId() };
    const bob = client(at, { ...options, user: 'bob', resume });
    await bob.activities.until('all ten come', (all) => all.length === 10);
    expect(bob.activities.all.map(({ id }) => id)).toEqual([...ids].sort());
    const half = client(at, { ...options, user: 'cid', resume: { ...resume, watermark: bob.line.checkpoint()?.watermark ?? '' } });
    await half.online();
    await ann.say('new');
    await half.heard('new');
    expect(half.texts()).toEqual(['new']);
  }],

  ['has no typing, which is never kept: the final text of a streamed answer comes, its chunks do not', async (_, options) => {
    const at = await service({ bot: ({ text }) => (text === undefined ? EMPTY : of({ type: 'typing' }, { type: 'typing', text: 'hal' }, { type: 'message', text: 'half done' })) });
    const ann = client(at, options);
    await ann.say('go');
    await ann.heard('half done');
    expect(ann.activities.all.map(({ type }) => type)).toEqual(['message', 'message']);
  }],

  ['meets bad answers and goes on where it was, Retry-After obeyed, nothing lost or repeated', async (_, options) => {
    const at = await service(quiet);
    const ann = client(at, options);
    await ann.online();
    await voiceTo(at, ann)('one');
    await ann.heard('one');
    at.faults.respond(500, { match: questions });
    at.faults.respond(503, { match: questions });
    at.faults.respond(429, { match: questions, retryAfter: 1 });
    await ann.statuses.until('it waits because of each', (all) => all.filter(({ state }) => state === 'waiting').length === 3);
    await ann.online();
    await ann.say('two');
    await ann.heard('two');
    expect(ann.texts()).toEqual(['one', 'two']);
    const asked = at.requests(questions);
    const throttled = asked.findIndex(({ status }) => status === 429);
    expect((asked[throttled + 1]?.atMs ?? 0) - (asked[throttled]?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    expect(ann.status()).toEqual({ state: 'online', run: 4, transport: 'polling' });
  }],

  ['goes on when every token expires at once, and posts with it', async (_, options) => {
    const at = await service(quiet);
    const ann = client(at, options);
    await ann.say('before');
    at.faults.expire();
    await Promise.all(['a', 'b', 'c'].map(ann.say));
    await ann.activities.until('they come', (all) => all.length === 4);
    expect([ann.states(), repeated(ann)]).toEqual([['idle', 'connecting', 'online'], []]);
    expect(JSON.stringify(ann.line.checkpoint({ withToken: true }))).not.toContain(at.secret);
  }],

  ['a bot that does not answer in time: the echo says that the service has the post, and what comes later comes', async (_, options) => {
    const at = await service({ botTimeoutMs: 100, bot: ({ text }) => (text === undefined ? EMPTY : of({ type: 'message', text: `re: ${text}` }).pipe(delay(400))) });
    const ann = client(at, options);
    await ann.online();
    expect(await ann.say('slow')).toMatch(/\|0+$/);
    await ann.heard('re: slow');
    expect([ann.texts(), at.requests(posts).length]).toEqual([['slow', 're: slow'], 1]);
  }],

  ['asks nothing more once nobody is there, and goes on for who comes', async (version, options) => {
    const at = await service(quiet);
    const line = lineTo(at, { ...options, lingerMs: 0 });
    const ann = listening(line);
    await ann.online();
    ann.activities.leave();
    expect(ann.status()).toEqual({ state: 'idle' });
    const asked = at.requests(questions).length;
    await ann.say('nobody hears');
    // A post of 1.1 asks for its own echo.
    expect(at.requests(questions).length - asked).toBeLessThanOrEqual(version === '1.1' ? 2 : 0);
    const back = listening(line);
    await back.heard('nobody hears');
    expect(back.texts()).toEqual(['nobody hears']);
  }],
];

describe('polling', () => {
  sideBySide(ways.flatMap(([version, options]) => ofBoth.map(([what, run]) => [`by ${version}: ${what}`, () => run(version, options)] as const)));
});

describe('1.1, where the documents disagree', () => {
  sideBySide([
    ['renews by POST where that is the verb, before anything is refused', async () => {
      const at = await service({ ...quiet, uncertain: { renewVerb: 'POST' }, tokenLifetimeMs: 6_000 });
      const ann = client(at, { protocol: directLine1 });
      await ann.online();
      await at.log.until('it has been renewed', () => at.requests(/^POST .*\/renew$/).length >= 1);
      await ann.say('still here');
      expect(at.requests(/^GET .*\/renew$/).map(({ status }) => status)).toEqual(at.requests(/^POST .*\/renew$/).map(() => 405));
      expect(at.requests(/^POST /).every(({ status }) => status < 300)).toBe(true);
      expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
    }],
    ...([500, 502] as const).map((botErrorStatus) => [format('a bot that fails is %i: in doubt at once, with the words of the bot, and never sent again', botErrorStatus), async () => {
      const at = await service({ uncertain: { botErrorStatus }, bot: ({ text }) => (text === undefined ? EMPTY : concat(of({ type: 'message', text: 'half' }), throwError(() => new Error('out of paper')))) });
      const ann = client(at, { protocol: directLine1 });
      await ann.online();
      await expect(ann.say('hello')).rejects.toMatchObject({ outcome: 'unknown', status: botErrorStatus, code: 'BotRejectedActivity', message: expect.stringContaining('out of paper') });
      expect(at.requests(posts).map(({ status }) => status)).toEqual([botErrorStatus]);
    }] as const),
    ['has relative URLs of images and files as absolute ones that can be fetched from here', async () => {
      let url = '';
      const at = await service({
        relativeUrls: true,
        bot: ({ text }) => (text === undefined ? EMPTY : of({ type: 'message', attachments: [
          { contentType: 'image/png', contentUrl: `${url}/b.png` }, { contentType: 'text/plain', contentUrl: `${url}/b.txt` }, { contentType: 'image/gif', contentUrl: 'https://other/b.gif' },
        ] })),
      });
      url = at.url;
      const ann = client(at, { protocol: directLine1 });
      await ann.say('show');
      await ann.activities.until('the pictures come', (all) => all.some(({ attachments }) => attachments !== undefined));
      expect(ann.activities.all.at(-1)?.attachments).toEqual([
        { contentType: 'image/*', contentUrl: `${url}/b.png` }, { contentType: 'image/*', contentUrl: 'https://other/b.gif' }, { contentType: 'text/plain', contentUrl: `${url}/b.txt` },
      ]);
      const { messages } = (await at.get(`/api/conversations/${ann.conversationId()}/messages`)) as { readonly messages: readonly { readonly images?: readonly string[] }[] };
      expect(messages.at(-1)?.images).toEqual(['/b.png', 'https://other/b.gif']);
    }],
    ['carries over what a message has a place for, and rejects the rest before it is sent', async () => {
      const at = await service(quiet);
      const ann = client(at, { protocol: directLine1 });
      await ann.online();
      const activity = { type: 'message', text: 'look', channelData: { mine: [1] }, attachments: [{ contentType: 'image/*', contentUrl: 'https://other/b.gif' }] };
      const { id } = await soon(ann.line.postActivity(activity), 'its id');
      await ann.heard('look');
      expect(ann.activities.all.at(-1)).toMatchObject({ ...activity, id, from: { id: 'ann' } });
      await expect(soon(ann.line.postActivity({ type: 'event', name: 'e' }), 'an outcome')).rejects.toMatchObject({ name: 'DirectLineProtocolError', outcome: 'rejected' });
      expect(at.requests(posts)).toHaveLength(1);
    }],
  ]);
});

describe('a network that lets no socket open', () => {
  sideBySide((['refuse', 'neverOpen'] as const).map((how) => [format('(%s): polling after two handshakes, the socket again when the app says so, nothing lost or repeated either way', how), async () => {
    const at = await service(quiet);
    at.faults[how](Infinity);
    const ann = client(at, { connectTimeoutMs: 1_500 });
    await ann.say('one');
    await ann.heard('one');
    expect(ann.status()).toEqual({ state: 'online', run: 3, transport: 'polling', pollingReason: 'socketBlocked', socketRetryAtMs: expect.any(Number) });
    expect(at.requests(/^GET .*\/stream$/).length + at.log.all.filter(({ type }) => type === 'socketOpened').length).toBeLessThanOrEqual(2);
    await ann.say('two');
    at.faults.clear();
    ann.line.reconnect();
    await ann.say('three');
    await ann.heard('three');
    await ann.online();
    expect(ann.status()).toEqual({ state: 'online', run: 4, transport: 'websocket' });
    expect([ann.texts(), repeated(ann)]).toEqual([['one', 'two', 'three'], []]);
  }] as const));
});
