import { listening, repeated, soon, type Client } from '../support/live.js';
import { say, type Example, type Here } from './here.js';

const idsOf = ({ activities }: Client): readonly (string | undefined)[] => activities.all.map(({ id }) => id);

/** A conversation in which something was said, and a token with which others join it. */
async function begun(here: Here) {
  const { value: token } = await soon(here.calls.generateToken(here.secret), 'there is a token');
  // By polling: the service allows a conversation one socket, and that is for who joins.
  const host = here.client({ token, user: 'ann', transport: 'polling' });
  const id = await host.say('old');
  return { token, host, id };
}

/** Who comes back, or joins. */
export const returning: readonly Example[] = [
  {
    name: 'who leaves and comes back gets what came meanwhile, and nothing twice',
    needs: [],
    run: async (here) => {
      const line = here.line({ user: 'ann', lingerMs: 0 });
      const before = listening(line);
      await before.say('before');
      await before.heard('before');
      before.activities.leave();
      await before.statuses.until('it is idle', () => before.status()?.state === 'idle');
      const id = await here.post(line, say('meanwhile'));
      const after = listening(line);
      await after.heard('meanwhile');
      expect(after.activities.all.find(({ text }) => text === 'meanwhile')?.id).toBe(id);
      expect(idsOf(after).filter((one) => idsOf(before).includes(one))).toEqual([]);
      expect(repeated(after)).toEqual([]);
    },
  },
  {
    name: 'a checkpoint is where a second client goes on, after the last activity that the first one delivered',
    needs: [],
    run: async (here) => {
      const first = here.client({ user: 'ann' });
      await first.say('before');
      await first.heard('before');
      first.activities.leave();
      const checkpoint = first.line.checkpoint();
      await here.post(first.line, say('meanwhile'));
      first.line.end();
      if (!checkpoint) throw new Error('there is a conversation, and no checkpoint');
      const second = here.client({ user: 'ann', resume: checkpoint });
      await second.heard('meanwhile');
      const id = await second.say('after');
      await second.heard('after');
      expect(await here.conversation(second.line)).toMatchObject({ conversationId: checkpoint.conversationId, started: 'existing' });
      expect(idsOf(second).filter((one) => idsOf(first).includes(one))).toEqual([]);
      expect([repeated(second), second.activities.all.find(({ text }) => text === 'after')?.id]).toEqual([[], id]);
    },
  },
  {
    name: 'who joins gets what the service keeps, then what is new',
    needs: [],
    run: async (here) => {
      const { token, host, id } = await begun(here);
      const guest = here.client({ token, user: 'bob' });
      await guest.heard('old');
      expect(guest.activities.all.find(({ text }) => text === 'old')?.id).toBe(id);
      await host.say('fresh');
      await guest.heard('fresh');
      const own = guest.texts().filter((text) => text === 'old' || text === 'fresh');
      expect([own, repeated(guest)]).toEqual([['old', 'fresh'], []]);
    },
  },
  {
    name: "who joins with history 'new' gets what is new only",
    needs: [],
    run: async (here) => {
      const { token, host } = await begun(here);
      const guest = here.client({ token, user: 'bob', history: 'new' });
      await guest.online();
      await host.say('fresh');
      await guest.heard('fresh');
      expect(guest.texts()).not.toContain('old');
      expect(repeated(guest)).toEqual([]);
    },
  },
  {
    name: 'two clients in one conversation hear each other, each everything once',
    needs: [],
    run: async (here) => {
      const { value: token } = await soon(here.calls.generateToken(here.secret), 'there is a token');
      const host = here.client({ token, user: 'ann' });
      await host.online();
      const guest = here.client({ token, user: 'bob', transport: 'polling' });
      await guest.online();
      if (here.version === '3.0') expect((await here.conversation(guest.line)).started).toBe('existing');
      const ids = await Promise.all([host.say('from ann'), guest.say('from bob')]);
      for (const one of [host, guest]) {
        await one.heard('from ann');
        await one.heard('from bob');
        expect(['from ann', 'from bob'].map((text) => one.activities.all.find((activity) => activity.text === text)?.id)).toEqual(ids);
        expect(repeated(one)).toEqual([]);
      }
    },
  },
];
