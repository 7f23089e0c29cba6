import { EMPTY } from 'rxjs';
import { createDirectLine, generateToken, type Activity } from '../../src/index.js';
import { client, later, lineTo, listening, repeated, service, soon } from '../support/live.js';

const quiet = { bot: () => EMPTY };
const by = (id: string, text: string): Activity => ({ type: 'message', text, from: { id } });
const said = ({ activities }: ReturnType<typeof listening>) => activities.all.map(({ from, text }) => `${from?.id}: ${text}`);

describe('users, on the wire', () => {
  it('of a token wins over the option, from the first post on', async () => {
    const heardByBot: (string | undefined)[] = [];
    const at = await service({ bot: ({ type, from }) => {
      if (type === 'message') heardByBot.push(from?.id);
      return EMPTY;
    } });
    const { value: token } = await soon(generateToken({ baseUrl: at.url, secret: at.secret, user: { id: 'dl_ann' } }), 'a token');
    const ann = client(at, { token, user: 'bob' });
    await ann.say('hello');
    await ann.heard('hello');
    expect([said(ann), heardByBot]).toEqual([['dl_ann: hello'], ['dl_ann']]);
  });

  it('are several, of one client with the secret: the bot hears each, each echo is known, and none of them ends it', async () => {
    const heardByBot: string[] = [];
    const at = await service({ bot: ({ type, from, text }) => {
      if (type === 'message') heardByBot.push(`${from?.id}: ${text}`);
      return EMPTY;
    } });
    const line = createDirectLine({ baseUrl: at.url, secret: at.secret });
    later(() => line.end());
    const pair = listening(line);
    await pair.online();
    for (const id of ['ann', 'bob']) {
      const post = await soon(pair.line.postActivity(by(id, `I am ${id}`)), `the post of ${id}`);
      await pair.heard(`I am ${id}`);
      expect(pair.activities.all.at(-1)?.id).toBe(post.id);
    }
    await soon(pair.line.postActivity({ type: 'endOfConversation', from: { id: 'ann' } }), 'the end');
    await pair.activities.until('the end comes back', (all) => all.at(-1)?.type === 'endOfConversation');
    await soon(pair.line.postActivity(by('bob', 'still here')), 'a post after it');
    await pair.heard('still here');
    expect(heardByBot).toEqual(['ann: I am ann', 'bob: I am bob', 'bob: still here']);
    expect([said(pair), pair.status()?.state]).toEqual([['ann: I am ann', 'bob: I am bob', 'ann: undefined', 'bob: still here'], 'online']);
  });

  it('join with the same token: history, then live, and both hear each other', async () => {
    const at = await service(quiet);
    const { value: token } = await soon(generateToken({ baseUrl: at.url, secret: at.secret }), 'a token');
    const ann = client(at, { token, user: 'ann' });
    await ann.say('is anybody there?');
    // The service allows a conversation one socket, and ann has it.
    const bob = listening(lineTo(at, { token, user: 'bob', transport: 'polling' }));
    await bob.heard('is anybody there?');
    await bob.say('I am');
    await ann.heard('I am');
    await ann.say('welcome');
    await bob.heard('welcome');
    const all = ['ann: is anybody there?', 'bob: I am', 'ann: welcome'];
    expect([said(ann), said(bob), repeated(ann), repeated(bob)]).toEqual([all, all, [], []]);
    expect(at.requests(/^POST .*\/conversations$/).map(({ status }) => status)).toEqual([201, 200]);
  });
});
