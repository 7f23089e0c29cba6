import { streamInfoOf } from '../../src/index.js';
import type { Example } from './here.js';

const typesOf = (all: readonly { readonly type: string }[]): readonly string[] => all.map(({ type }) => type);

/** Typing, streamed answers, and the end. */
export const telling: readonly Example[] = [
  {
    name: 'that the bot types is heard before its answer',
    needs: ['3.0', 'socket', 'type'],
    run: async (here) => {
      const [ann, { say, answer }] = [here.client({ user: 'ann' }), here.bot('type')];
      await ann.online();
      await ann.say(say);
      await ann.heard(answer);
      const types = typesOf(ann.activities.all);
      expect(types).toContain('typing');
      expect(types.indexOf('typing')).toBeLessThan(ann.activities.all.findIndex(({ text }) => text === answer));
    },
  },
  {
    name: 'that the bot types is in no history',
    needs: ['type'],
    run: async (here) => {
      const [line, { say, answer }] = [here.line({ user: 'ann' }), here.bot('type')];
      const { conversationId } = await here.conversation(line);
      await here.post(line, { type: 'message', text: say });
      const kept = await here.history(here.secret, conversationId);
      expect(kept.map(({ text }) => text)).toContain(answer);
      expect(typesOf(kept)).not.toContain('typing');
    },
  },
  {
    name: 'a streamed answer grows under one stream id, and its final text comes last',
    needs: ['3.0', 'socket', 'stream'],
    run: async (here) => {
      const [ann, { say, answer }] = [here.client({ user: 'ann' }), here.bot('stream')];
      await ann.online();
      await ann.say(say);
      await ann.heard(answer);
      const parts = ann.activities.all.filter((activity) => streamInfoOf(activity) !== undefined);
      const streamId = parts[0]?.id;
      expect(parts.length).toBeGreaterThan(2);
      expect(typesOf(parts)).toEqual([...parts.slice(1).map(() => 'typing'), 'message']);
      expect(new Set(parts.slice(1).map((part) => streamInfoOf(part)?.streamId))).toEqual(new Set([streamId]));
      expect(streamInfoOf(parts.at(-1) ?? { type: '' })?.streamType).toBe('final');
      const lengths = parts.filter((part) => streamInfoOf(part)?.streamType === 'streaming').map(({ text = '' }) => text.length);
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    },
  },
  {
    name: 'a streamed answer is its final text, and nothing else',
    needs: ['polling', 'stream'],
    run: async (here) => {
      const [ann, { say, answer }] = [here.client({ user: 'ann' }), here.bot('stream')];
      await ann.online();
      await ann.say(say);
      await ann.heard(answer);
      expect(new Set(typesOf(ann.activities.all))).toEqual(new Set(['message']));
      expect(ann.texts().filter((text) => answer.startsWith(text))).toEqual([answer]);
    },
  },
  {
    name: 'the end of the conversation comes after what the bot said, and completes everything',
    needs: ['3.0', 'end'],
    run: async (here) => {
      const [ann, { say, answer }] = [here.client({ user: 'ann' }), here.bot('end')];
      await ann.online();
      await ann.say(say);
      await ann.activities.ended('the bot has ended the conversation');
      expect([ann.activities.end, ann.status()]).toEqual([{ completed: true }, { state: 'ended', reason: 'endOfConversation' }]);
      const last = ann.activities.all.slice(-2).map(({ type, text }) => text ?? type);
      expect(last).toEqual([answer, 'endOfConversation']);
    },
  },
  {
    name: 'a conversation that was ended still takes posts, of who goes on',
    needs: ['3.0', 'end'],
    run: async (here) => {
      const [ann, { say }] = [here.client({ user: 'ann', onEndOfConversation: 'continue' }), here.bot('end')];
      await ann.say(say);
      await ann.activities.until('the end comes', (all) => typesOf(all).includes('endOfConversation'));
      await ann.say('and yet');
      await ann.heard('and yet');
      expect(ann.status()?.state).toBe('online');
    },
  },
];
