import { classify } from '../../src/errors.js';
import { soon } from '../support/live.js';
import type { Example, Here } from './here.js';

const statusOf = async (here: Here, path: string, headers: Record<string, string>): Promise<number> =>
  (await here.fetch(here.url + path, { method: 'GET', headers, signal: AbortSignal.timeout(30_000) })).status;

const root = ({ version }: Here): string => (version === '3.0' ? '/v3/directline' : '/api');

/** What is refused, and how. */
export const refusing: readonly Example[] = [
  {
    name: 'a wrong secret is an error that says so, and the client gives up',
    needs: [],
    run: async (here) => {
      const ann = here.client({ secret: 'not.the.secret', user: 'ann' });
      await ann.activities.ended('it has given up');
      // docs/protocol.md, 11.3: 403, in one report 401.
      expect(ann.status()).toMatchObject({ state: 'failed', error: { name: 'DirectLineHttpError', status: expect.any(Number) } });
      const error = await here.refusal(here.line({ secret: 'not.the.secret' }).activity$, 'a wrong secret');
      expect([error.name === 'DirectLineHttpError' && [401, 403].includes(error.status), classify(error)]).toEqual([true, 'final']);
      expect(error.message).not.toContain('not.the.secret');
    },
  },
  {
    name: 'a token does not open the conversation of another',
    needs: [],
    run: async (here) => {
      const start = () => soon(here.calls.startConversation(here.secret, { user: { id: 'ann' } }), 'there is a conversation');
      const [mine, other] = await Promise.all([start(), start()]);
      const error = await here.refusal(here.calls.getActivities(mine.grant?.token ?? '', other.conversationId), "another's conversation");
      // docs/protocol.md, 20 #10: 403 by documentation.
      expect([error.name === 'DirectLineHttpError' && [403, 404].includes(error.status), classify(error)]).toEqual([true, 'final']);
    },
  },
  {
    name: 'a conversation that never was is gone',
    needs: [],
    run: async (here) => {
      const error = await here.refusal(here.calls.getActivities(here.secret, 'nobody-knows-this-one'), 'an unknown conversation');
      expect(error).toMatchObject({ name: 'DirectLineHttpError', status: 404 });
      const ann = here.client({ resume: { conversationId: 'nobody-knows-this-one' } });
      await ann.activities.ended('it has seen that the conversation is gone');
      expect([ann.activities.end, ann.status()]).toEqual([{ completed: true }, { state: 'ended', reason: 'gone' }]);
    },
  },
  {
    name: 'who brings no credential is told so, before anything else is looked at',
    needs: [],
    run: async (here) => expect(await statusOf(here, `${root(here)}/conversations/nobody-knows-this-one/${here.version === '3.0' ? 'activities' : 'messages'}`, {})).toBe(401),
  },
  {
    name: 'a path that is not there is a 404',
    needs: [],
    run: async (here) => expect(await statusOf(here, `${root(here)}/no-such-call`, { Authorization: `Bearer ${here.secret}` })).toBe(404),
  },
];
