import { EMPTY, of } from 'rxjs';
import { classify } from '../../src/errors.js';
import { directLine1 } from '../../src/index.js';
import type { BotFunction } from '../../src/emulator/index.js';
import { client, repeated, service } from '../support/live.js';
import { conformance, examples } from './conformance.js';
import { onOtherReadings } from './targets.js';

conformance(onOtherReadings);

const parrot: BotFunction = ({ type, text = '' }) => (type !== 'message' ? EMPTY : of(text === 'bye' ? { type: 'endOfConversation' } : { type: 'message', text: `That: ${text}` }));

describe('what is excepted there', () => {
  it('is a spec of the suite, and has another below', () => {
    const excepted = onOtherReadings.flatMap(({ except = {} }) => Object.keys(except));
    expect(excepted.filter((name) => !examples.some((example) => example.name === name))).toEqual([]);
    expect(new Set(excepted).size).toBe(2);
  });

  it("a conversation that was ended takes no posts with afterEnd: 'refused', and says so", async () => {
    const at = await service({ bot: parrot, uncertain: { afterEnd: 'refused' } });
    const ann = client(at, { onEndOfConversation: 'continue' });
    await ann.say('bye');
    await ann.activities.until('the end comes', (all) => all.some(({ type }) => type === 'endOfConversation'));
    await expect(ann.say('and yet')).rejects.toMatchObject({ name: 'DirectLineHttpError', status: 400, outcome: 'rejected', message: expect.stringContaining('has ended') });
    expect(ann.status()?.state).toBe('online');
  });

  it('a conversation that never was is final with unknownConversationStatus: 400, as nothing says that it is gone', async () => {
    const at = await service({ uncertain: { unknownConversationStatus: 400 } });
    for (const options of [{}, { protocol: directLine1 }]) {
      const ann = client(at, { ...options, resume: { conversationId: 'nobody-knows-this-one' } });
      await ann.activities.ended('it has given up');
      expect(ann.status()).toMatchObject({ state: 'failed', error: { status: 400 } });
    }
  });
});

describe('a client whose service closes streams as tokens expire, and ends tokens as they are refreshed', () => {
  it('goes on from token to token, and from stream to stream, and misses and repeats nothing', async () => {
    const at = await service({ bot: parrot, tokenLifetimeMs: 1_500, uncertain: { expiryClosesStreams: true, refreshEndsToken: true } });
    const ann = client(at);
    await ann.online();
    const begun = ann.line.checkpoint({ withToken: true });
    const closed = () => at.log.all.filter((event) => event.type === 'socketClosed' && event.reason === 'TokenExpired').length;
    for (let n = 0; closed() < 3; n++) {
      await ann.say(`${n}`);
      await ann.heard(`That: ${n}`);
      await at.log.until('a stream is closed', () => closed() > n);
    }
    await ann.say('last');
    await ann.heard('That: last');
    expect(ann.texts()).toEqual(['0', '1', '2', 'last'].flatMap((text) => [text, `That: ${text}`]));
    expect(repeated(ann)).toEqual([]);
    expect(ann.conversationId()).toBe(begun?.conversationId);
    expect(ann.line.checkpoint({ withToken: true })?.token).not.toBe(begun?.token);
    expect(ann.states()).not.toContain('expired');
  });
});

describe("an error's class", () => {
  it.each([[{ wrongSecretStatus: 401 }, 401], [{}, 403]] as const)('of a wrong secret is final with %j', async (uncertain, status) => {
    const at = await service({ uncertain });
    const ann = client({ ...at, secret: 'not-the-secret' });
    await ann.activities.ended('it has given up');
    const now = ann.status();
    expect(now).toMatchObject({ state: 'failed', error: { status } });
    expect(now?.state === 'failed' && classify(now.error)).toBe('final');
  });
});
