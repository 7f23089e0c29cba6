import { concatMap, from, map, toArray } from 'rxjs';
import { repeated, soon, type Client } from '../support/live.js';
import { factsOf } from '../support/facts.js';
import { say, serialOf, type Example } from './here.js';

const withText = ({ activities }: Client, text: string) => activities.all.find((activity) => activity.text === text);

/** What is said, and what comes of it. */
export const talking: readonly Example[] = [
  {
    name: 'the bot greets whom it meets, once',
    needs: ['greet'],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      const greetings = () => ann.texts().filter((text) => text.startsWith(here.bot('greet')));
      // Who says nothing of himself at the start, as in 1.1, is met with his first message.
      if (here.version === '1.1') await ann.say('hello');
      await ann.activities.until('the greeting comes', () => greetings().length > 0);
      await ann.say('again');
      await ann.heard('again');
      expect(greetings()).toHaveLength(1);
    },
  },
  {
    name: 'a post is answered with its id, and comes back with that id, its channelData and its clientActivityID',
    needs: [],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      await ann.online();
      const channelData = { clientActivityID: 'of-the-client', own: { deep: [1, 'two'] } };
      const id = await here.post(ann.line, { ...say('hello'), channelData });
      await ann.heard('hello');
      expect(withText(ann, 'hello')).toMatchObject({ type: 'message', id, from: { id: 'ann' }, channelData });
      expect(repeated(ann)).toEqual([]);
    },
  },
  {
    name: 'a post without a clientActivityID is given one, which comes back',
    needs: [],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      await ann.say('hello');
      await ann.heard('hello');
      expect(withText(ann, 'hello')?.channelData).toEqual({ clientActivityID: expect.stringMatching(/.{8}/) });
    },
  },
  {
    name: 'ids are the conversation and digits, and increase in history',
    needs: [],
    run: async (here) => {
      // It is listened to, since 1.1 tells the id of a post in its echo only.
      const ann = here.client({ user: 'ann' });
      for (const text of ['one', 'two', 'three']) await ann.say(text);
      const conversationId = ann.conversationId();
      const kept = await here.history(here.secret, conversationId);
      for (const { id = '' } of kept) expect([id.split('|')[0], id]).toEqual([conversationId, expect.stringMatching(/\|\d+$/)]);
      const serials = kept.map(({ id }) => serialOf(id));
      expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b));
    },
  },
  {
    name: 'posts made one after another are kept in their order, and answered in it',
    needs: ['echo'],
    run: async (here) => {
      const [ann, texts] = [here.client({ user: 'ann' }), ['one', 'two', 'three']];
      await ann.online();
      const posts$ = from(texts).pipe(concatMap((text) => ann.line.postActivity(say(text))), map(({ id }) => serialOf(id)), toArray());
      const serials = await soon(posts$, 'three posts have their outcomes');
      expect(serials).toEqual([...serials].sort((a, b) => a - b));
      const answers = texts.map(here.bot('echo'));
      await ann.activities.until('three answers come', () => answers.every((answer) => ann.texts().includes(answer)));
      const kept = await here.history(here.secret, ann.conversationId());
      const inOrder = (of: readonly string[]) => kept.flatMap(({ text }) => (text !== undefined && of.includes(text) ? [text] : []));
      expect([inOrder(texts), inOrder(answers)]).toEqual([texts, answers]);
      expect(ann.texts().filter((text) => answers.includes(text))).toEqual(answers);
      expect(repeated(ann)).toEqual([]);
    },
  },
  {
    name: 'an answer says to which message it is one',
    needs: ['3.0', 'echo'],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      const ids = [await ann.say('one'), await ann.say('two')];
      const answers = ['one', 'two'].map(here.bot('echo'));
      await ann.activities.until('both answers come', () => answers.every((answer) => ann.texts().includes(answer)));
      expect(answers.map((answer) => withText(ann, answer)?.replyToId)).toEqual(ids);
      expect(withText(ann, answers[0] ?? '')?.from?.id).not.toBe('ann');
    },
  },
  {
    name: 'an event is kept as it is, like any activity',
    needs: ['3.0'],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      await ann.online();
      const id = await here.post(ann.line, { type: 'event', name: 'opened', value: { page: 7 } });
      await ann.activities.until('the event comes back', (all) => all.some((activity) => activity.id === id));
      expect(ann.activities.all.find((activity) => activity.id === id)).toMatchObject({ type: 'event', name: 'opened', value: { page: 7 } });
    },
  },
  {
    name: 'an event is rejected before it is sent, and the error says that 1.1 has no place for it',
    needs: ['1.1'],
    run: async (here) => {
      const error = await here.refusal(here.line({ user: 'ann' }).postActivity({ type: 'event', name: 'opened' }), 'an event');
      expect(error).toMatchObject({ name: 'DirectLineProtocolError', outcome: 'rejected', message: expect.stringContaining("type 'event'") });
    },
  },
  {
    name: 'with the secret one client speaks for several users',
    needs: [],
    run: async (here) => {
      const both = here.client();
      await both.online();
      await here.post(both.line, say('this is ann', 'ann'));
      await here.post(both.line, say('this is bob', 'bob'));
      await both.heard('this is bob');
      expect(['this is ann', 'this is bob'].map((text) => withText(both, text)?.from?.id)).toEqual(['ann', 'bob']);
    },
  },
  {
    name: 'who subscribes later hears what comes from then on, from the same stream',
    needs: [],
    run: async (here) => {
      const ann = here.client({ user: 'ann' });
      await ann.say('early');
      await ann.heard('early');
      const later = factsOf(ann.line.activity$);
      const id = await ann.say('late');
      await Promise.all([ann.heard('late'), later.until("'late' comes", (all) => all.some((activity) => activity.id === id))]);
      expect(later.all.map(({ text }) => text)).not.toContain('early');
      expect(repeated(ann)).toEqual([]);
    },
  },
];
