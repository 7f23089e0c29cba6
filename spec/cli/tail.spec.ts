import { mkdirSync, writeFileSync } from 'node:fs';
import { soon } from '../support/live.js';
import { generateToken } from '../../src/index.js';
import { rxDirectline } from './support.js';
import { activitiesIn, conversation, placeIn, saying, temporaryFile, textsIn } from './tail/support.js';

describe('rx-directline tail', () => {
  it('prints what there is and what comes, each once, as JSON lines, through cuts, until the bot ends it', async () => {
    const { at, conversationId, env, say } = await conversation({ pageSize: 7 });
    await say('say 20');
    const ran = rxDirectline(['tail', '--conversation', conversationId], { env });
    await ran.until(/"said 19".*\n/);
    at.faults.replay('all');
    at.faults.drop();
    await say('say 3');
    await ran.until(/("said 2"[^]*){2}/);
    await say('bye');
    expect(await ran.exit).toBe(0);
    expect(textsIn(ran.stdout())).toEqual(['say 20', ...saying(20), 'say 3', ...saying(3), 'bye', 'Goodbye!', 'endOfConversation']);
    expect(ran.stderr()).toMatch(new RegExp(`^· connecting\\n· conversation ${conversationId}, token good [^]*· online \\(websocket\\)\\n[^]*· lost: [^]*· ended: the bot ended`));
  });

  it('is quiet on standard error when it is told to be', async () => {
    const { conversationId, env, say } = await conversation();
    const ran = rxDirectline(['tail', '--conversation', conversationId, '--quiet'], { env });
    await say('bye');
    expect(await ran.exit).toBe(0);
    expect(ran.stderr()).toBe('');
  });

  it.each([
    [[], ['stream', 'This answer came in pieces, each with all before it.']],
    [['--types', 'event,typing'], ['Thinking…', 'This']],
  ])('prints what is recorded, or the types that are named: %j', async (types, texts) => {
    const { conversationId, env, say, at } = await conversation({ bot: (await import('../../src/emulator/index.js')).builtInBot });
    const ran = rxDirectline(['tail', '--conversation', conversationId, '--history', 'new', ...types], { env });
    await at.log.until('it listens', all => all.some(({ type }) => type === 'socketOpened'));
    await say('stream');
    await ran.until(new RegExp(`${texts.at(-1)}`));
    ran.signal('SIGTERM');
    expect(await ran.exit).toBe(143);
    expect(textsIn(ran.stdout()).slice(0, 2)).toEqual(texts);
  });

  it.each(['3.0', '1.1'])('leaves out what was before with --history new, and not what comes while it is down (%s)', async protocol => {
    const { conversationId, env, say } = await conversation();
    const file = temporaryFile();
    const args = ['tail', '--conversation', conversationId, '--history', 'new', '--resume', file, '--protocol', protocol];
    await say('before');
    const first = rxDirectline(args, { env });
    await new Promise<void>(resolve => first.onError(/· online/, resolve));
    first.signal('SIGINT');
    expect(await first.exit).toBe(130);
    expect(placeIn(file)).toEqual({ url: env.DIRECT_LINE_BASE_URL, conversationId, watermark: '0' });
    await say('meanwhile');
    const second = rxDirectline(args, { env });
    await second.until(/meanwhile.*\n/);
    await say('live');
    await second.until(/live.*\n/);
    second.signal('SIGINT');
    await second.exit;
    expect(textsIn(first.stdout() + second.stdout())).toEqual(['meanwhile', 'live']);
  });

  it.each(['all', 'new'])('goes on where it ended, in the conversation that it began, with --history %s', async history => {
    const { at } = await conversation();
    const file = temporaryFile();
    const { value: token, conversationId = '' } = await soon(generateToken({ secret: at.secret, baseUrl: at.url, user: { id: 'bob' } }), 'there is a token');
    const env = { DIRECT_LINE_TOKEN: token, DIRECT_LINE_BASE_URL: at.url };
    const say = (text: string) => fetch(`${at.url}/v3/directline/conversations/${conversationId}/activities`, {
      method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ type: 'message', text }),
    });
    const args = ['tail', '--resume', file, '--history', history];
    const first = rxDirectline(args, { env });
    await new Promise<void>(resolve => first.onError(/· online/, resolve));
    await say('one');
    await first.until(/"one".*\n/);
    await say('say 2');
    await first.until(/"said 1".*\n/);
    first.signal('SIGINT');
    await first.exit;
    await say('three');
    const second = rxDirectline(args, { env });
    await second.until(/three.*\n/);
    second.signal('SIGINT');
    await second.exit;
    expect(textsIn(first.stdout())).toEqual(['one', 'say 2', ...saying(2)]);
    expect(textsIn(second.stdout()).filter(text => text !== 'said 1')).toEqual(['three']); // at most the last set again
    expect(placeIn(file)).toEqual({ url: at.url, conversationId, watermark: '4' });
    expect(JSON.stringify(placeIn(file))).not.toContain(token);
  });

  it('ends quietly when nobody reads it', async () => {
    const { conversationId, env } = await conversation();
    const ran = rxDirectline(['tail', '--conversation', conversationId, '--quiet'], { env });
    ran.breakOutput();
    expect(await ran.exit).toBe(0);
    expect(ran.stderr()).toBe('');
  });

  it('leaves the stream while its reader is slow, and then goes on: nothing is lost', async () => {
    const { at, conversationId, env, say } = await conversation();
    const file = temporaryFile();
    const ran = rxDirectline(['tail', '--conversation', conversationId, '--transport', 'websocket', '--resume', file], { env });
    await say('the first');
    await ran.until(/the first.*\n/);
    ran.pauseOutput();
    for (let count = 0; count < 3; count += 1) await say('say 500');
    await at.log.until('it has left', all => all.some(({ type }) => type === 'socketClosed'));
    expect(placeIn(file)).toMatchObject({ watermark: expect.stringMatching(/^\d{1,2}$/) }); // what fits into the pipe, not what has come
    await say('the last');
    ran.resumeOutput();
    await ran.until(/the last.*\n/);
    ran.signal('SIGINT');
    await ran.exit;
    expect(textsIn(ran.stdout())).toEqual(['the first', ...[1, 2, 3].flatMap(() => ['say 500', ...saying(500)]), 'the last']);
    expect(new Set(activitiesIn(ran.stdout()).map(({ id }) => id)).size).toBe(1_505);
  });

  it('ends with 1 when its place cannot be saved, and keeps the one before', async () => {
    const { conversationId, env, say } = await conversation();
    const file = temporaryFile();
    const ran = rxDirectline(['tail', '--conversation', conversationId, '--resume', file], { env });
    await say('one');
    await ran.until(/"one".*\n/);
    await say('two');
    await ran.until(/"two".*\n/); // so the place of the first is saved
    mkdirSync(`${file}.tmp`);
    await say('three');
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/rx-directline tail: .*place\.json could not be written \(EISDIR\): the next start goes on from the last place that was saved\n$/);
    const written = textsIn(ran.stdout()).length; // whichever save came too late
    expect(placeIn(file)).toMatchObject({ watermark: String(written - 2) });
  });

  it.each([
    ['a wrong secret', [], { DIRECT_LINE_SECRET: 'wrong' }, /Invalid token or secret; is it the secret/],
    ['a wrong secret, and only what is new', ['--history', 'new', '--conversation', 'c'], { DIRECT_LINE_SECRET: 'wrong' }, /Invalid token or secret; is it the secret/],
    ['a conversation that nobody knows', ['--conversation', 'nope'], {}, /the service does not know the conversation any more/],
  ])('ends with 1 and why, for %s', async (_, args, wrong, said) => {
    const { env } = await conversation();
    const ran = rxDirectline(['tail', '--quiet', ...args], { env: { ...env, ...wrong } });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/^rx-directline tail: [^\n]*\n$/);
    expect(ran.stderr()).toMatch(said);
    expect(ran.stdout()).toBe('');
  });

  it('ends with 1 when the conversation of its place is gone, and says which file to remove', async () => {
    const { env } = await conversation();
    const file = temporaryFile();
    writeFileSync(file, JSON.stringify({ url: env.DIRECT_LINE_BASE_URL, conversationId: 'gone', watermark: '7' }));
    const ran = rxDirectline(['tail', '--quiet', '--resume', file], { env });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toBe(`rx-directline tail: ended: the service does not know the conversation any more; start again for a new one: remove ${file} first\n`);
    expect(placeIn(file)).toMatchObject({ conversationId: 'gone', watermark: '7' });
  });

  it('ends with 1 when its token is past its time: nobody is there to give another', async () => {
    const { at } = await conversation();
    const { value: token } = await soon(generateToken({ secret: at.secret, baseUrl: at.url }), 'there is a token');
    const ran = rxDirectline(['tail', '--url', at.url, '--quiet'], { env: { DIRECT_LINE_TOKEN: token } });
    await at.log.until('it listens', all => all.some(({ type }) => type === 'socketOpened'));
    at.faults.expire();
    at.faults.drop();
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/^rx-directline tail: .*; get a new token, or use a secret\n$/);
    expect(ran.stderr()).not.toContain(token);
  });

  it.each([
    ['set DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN', [], {}],
    ['--types takes types with commas', ['--types', 'message,'], { DIRECT_LINE_SECRET: 's' }],
    ["--history takes all or new, not 'some'", ['--history', 'some'], { DIRECT_LINE_SECRET: 's' }],
    ["Unknown option '--bot'", ['--bot', 'http://127.0.0.1:1/'], { DIRECT_LINE_SECRET: 's' }],
    ["Unexpected argument 'x'", ['x'], { DIRECT_LINE_SECRET: 's' }],
    ['--resume: /dev/null is no file', ['--resume', '/dev/null'], { DIRECT_LINE_SECRET: 's' }],
  ])('ends with 2 and one line: %s', async (said, args, env) => {
    const ran = rxDirectline(['tail', ...args], { env });
    expect(await ran.exit).toBe(2);
    expect(ran.stderr()).toMatch(/^rx-directline tail: [^\n]*--help\)\n$/);
    expect(ran.stderr()).toContain(said);
  });
});
