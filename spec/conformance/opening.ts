import { hasStreams } from '../../src/protocol/protocol.js';
import { soon } from '../support/live.js';
import { say, type Example } from './here.js';

/** How a conversation begins, and the tokens that open it. */
export const opening: readonly Example[] = [
  {
    name: 'the secret starts a new conversation each time',
    needs: [],
    run: async (here) => {
      const lines = [here.line({ user: 'ann' }), here.line({ user: 'ann' })];
      const conversations = await Promise.all(lines.map(here.conversation));
      expect(new Set(conversations.map(({ conversationId }) => conversationId)).size).toBe(2);
      // 1.1 answers 200 whichever it was.
      const started = here.version === '3.0' ? 'new' : 'unknown';
      expect(conversations.map((conversation) => conversation.started)).toEqual([started, started]);
      for (const { expiresAtMs } of await Promise.all(lines.map(here.token))) expect(expiresAtMs).toBeGreaterThan(Date.now());
    },
  },
  {
    name: 'a token starts its conversation once, and then goes on in it',
    needs: [],
    run: async (here) => {
      const { value: token } = await soon(here.calls.generateToken(here.secret, { user: { id: 'dl_ann' } }), 'there is a token');
      const first = await here.conversation(here.line({ token }));
      const second = await here.conversation(here.line({ token }));
      expect(second.conversationId).toBe(first.conversationId);
      expect([first.started, second.started]).toEqual(here.version === '3.0' ? ['new', 'existing'] : ['unknown', 'unknown']);
    },
  },
  {
    name: 'each token that is generated is for a conversation of its own',
    needs: [],
    run: async (here) => {
      const token = () => soon(here.calls.generateToken(here.secret), 'there is a token');
      const [one, other] = await Promise.all([token(), token()]);
      expect(one.value).not.toBe(other.value);
      expect(one.expiresAtMs).toBeGreaterThan(one.issuedAtMs);
      const conversations = await Promise.all([one, other].map(({ value }) => here.conversation(here.line({ token: value }))));
      expect(new Set(conversations.map(({ conversationId }) => conversationId)).size).toBe(2);
    },
  },
  {
    name: 'a token that is refreshed opens the same conversation, and no other is asked for',
    needs: [],
    run: async (here) => {
      const { conversationId, token } = await soon(here.calls.startConversation(here.secret, { user: { id: 'ann' } }), 'there is a conversation');
      const refreshed = await soon(here.calls.refreshToken(token?.value ?? '', conversationId), 'there is another token');
      expect(refreshed.conversationId).toBe(conversationId);
      const line = here.line({ resume: { conversationId }, token: refreshed.value, user: 'ann' });
      const id = await here.post(line, say('refreshed'));
      expect((await here.history(refreshed.value, conversationId)).map((activity) => activity.id)).toContain(id);
    },
  },
  {
    name: 'a secret cannot be refreshed, nor a token make tokens',
    needs: [],
    run: async (here) => {
      const { conversationId, token } = await soon(here.calls.startConversation(here.secret), 'there is a conversation');
      const secretRefreshed = await here.refusal(here.calls.refreshToken(here.secret, conversationId), 'a refresh with the secret');
      expect(secretRefreshed.name).toBe('DirectLineHttpError');
      const tokenMade = await here.refusal(here.calls.generateToken(token?.value ?? ''), 'a generate with a token');
      expect(tokenMade).toMatchObject({ name: 'DirectLineHttpError', status: 403 });
    },
  },
  {
    name: 'a token speaks for the user in it, whatever the client says',
    needs: ['3.0'],
    run: async (here) => {
      const { value: token } = await soon(here.calls.generateToken(here.secret, { user: { id: 'dl_ann', name: 'Ann' } }), 'there is a token');
      const ann = here.client({ token, user: 'bob' });
      await ann.say('mine');
      await ann.heard('mine');
      expect(ann.activities.all.find(({ text }) => text === 'mine')?.from).toMatchObject({ id: 'dl_ann' });
      expect(await here.conversation(ann.line)).toMatchObject({ userId: 'dl_ann' });
    },
  },
  {
    name: 'the secret gets a token and a stream for a conversation that is known',
    needs: ['3.0'],
    run: async (here) => {
      const { calls } = here;
      if (!hasStreams(calls)) throw new Error('3.0 has streams');
      const { conversationId } = await soon(calls.startConversation(here.secret, { user: { id: 'ann' } }), 'there is a conversation');
      const again = await soon(calls.reconnectToConversation(here.secret, conversationId), 'there is another stream');
      expect(again).toMatchObject({ conversationId, started: 'existing', streamUrl: { url: expect.stringMatching(/^wss?:\/\//) } });
      expect(await here.history(again.token?.value ?? '', conversationId)).toEqual(expect.any(Array));
    },
  },
  {
    name: 'the status says that it is online, and over which transport',
    needs: [],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      await ann.online();
      expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
      expect(ann.status()).toEqual({ state: 'online', run: 1, transport: here.transport });
    },
  },
];
