import { EMPTY, of } from 'rxjs';
import type { BotFunction } from '../../src/emulator/index.js';
import { ConnectionStatus, DirectLine, type DirectLineOptions } from '../../src/webchat/index.js';
import { factsOf } from '../support/facts.js';
import { later, service, soon, type Service } from '../support/live.js';

/** `new DirectLine(…)` as people have it, over real sockets. */
const made = (at: Service, options: DirectLineOptions = {}): DirectLine => {
  const directLine = new DirectLine({ ...(options.token === undefined && { secret: at.secret }), domain: `${at.url}/v3/directline`, ...options });
  later(() => directLine.end());
  return directLine;
};

const listening = (directLine: DirectLine) => {
  const statuses = factsOf(directLine.connectionStatus$);
  const activities = factsOf(directLine.activity$);
  return {
    statuses,
    activities,
    is: (status: ConnectionStatus) => statuses.until(`the status is ${ConnectionStatus[status]}`, all => all.at(-1) === status),
    heard: (text: string) => activities.until(`'${text}' comes`, all => all.some(activity => activity.text === text)),
  };
};

const echo: BotFunction = ({ type, text }) => (type === 'message' ? of({ type: 'message', text: `You said: ${text}` }) : EMPTY);

describe('new DirectLine(…), as code for botframework-directlinejs has it', () => {
  it('connects when activity$ is subscribed to, posts, and is ended', async () => {
    const at = await service({ bot: echo });
    const directLine = made(at);
    expect([directLine.connectionStatus$.getValue(), at.requests(/./)]).toEqual([ConnectionStatus.Uninitialized, []]);
    const { statuses, activities, heard, is } = listening(directLine);
    const id = await soon(directLine.postActivity({ type: 'message', text: 'hello', from: { id: 'me' } }), 'the id');
    await heard('You said: hello');
    await is(ConnectionStatus.Online);
    expect(activities.all.map(activity => [activity.id === id, activity.from?.id])).toContainEqual([true, 'me']);
    expect(statuses.all).toEqual([0, 1, 2]);
    directLine.end();
    directLine.end();
    await is(ConnectionStatus.Ended);
    await activities.ended('the end');
    expect(activities.end).toEqual({ completed: true });
  });

  it('is told who the user is until it is used: the bot meets him at the start, and asking for another later does nothing', async () => {
    const met: unknown[] = [];
    const at = await service({ bot: ({ type, membersAdded, text }) => {
      if (type === 'conversationUpdate') met.push(...(Array.isArray(membersAdded) ? membersAdded : []).map(({ id }: { id: string }) => id));
      return text === undefined ? EMPTY : of({ type: 'message', text: 'hi' });
    } });
    const directLine = made(at);
    directLine.setUserId('ann');
    const { activities, is, heard } = listening(directLine);
    await is(ConnectionStatus.Online);
    directLine.setUserId('bob');
    await soon(directLine.postActivity({ type: 'message', text: 'hello' }), 'the id');
    await heard('hi');
    expect([met.filter(id => id === 'ann' || id === 'bob'), activities.all[0]?.from]).toEqual([['ann'], expect.objectContaining({ id: 'ann', role: 'user' })]);
  });

  it('goes on with a conversation after its watermark, and with a fresh token after an expiry', async () => {
    const at = await service({ bot: echo });
    const before = made(at);
    const first = listening(before);
    await soon(before.postActivity({ type: 'message', text: 'one', from: { id: 'ann' } }), 'the id');
    await first.heard('You said: one');
    const { conversationId = '', watermark = '' } = before.client.checkpoint() ?? {};
    before.end();

    const fresh = async (): Promise<string> => {
      const answer = (await at.get(`/v3/directline/conversations/${conversationId}`)) as { token: string };
      return answer.token;
    };
    const directLine = made(at, { token: await fresh(), conversationId, watermark, streamUrl: 'wss://spent' });
    const { activities, is, heard } = listening(directLine);
    await is(ConnectionStatus.Online);
    at.faults.expire();
    at.faults.drop();
    await is(ConnectionStatus.ExpiredToken);
    directLine.reconnect({ token: await fresh() });
    await is(ConnectionStatus.Online);
    await soon(directLine.postActivity({ type: 'message', text: 'two', from: { id: 'ann' } }), 'the id');
    await heard('You said: two');
    expect(activities.all.map(({ text }) => text)).toEqual(['two', 'You said: two']);
  });

  it('asks for streamed answers in each post, unless that says otherwise, and changes no activity', async () => {
    const modes: unknown[] = [];
    const at = await service({ bot: ({ type, deliveryMode }) => {
      if (type === 'message') modes.push(deliveryMode);
      return EMPTY;
    } });
    const directLine = made(at, { streaming: true });
    const hello = Object.freeze({ type: 'message', text: 'hello', from: { id: 'ann' } });
    await soon(directLine.postActivity(hello), 'the id');
    await soon(directLine.postActivity({ ...hello, deliveryMode: 'normal' }), 'the id');
    expect(modes).toEqual(['stream', 'normal']);
  });

  it('polls where webSocket is false', async () => {
    const at = await service({ bot: echo });
    const { is } = listening(made(at, { webSocket: false }));
    await is(ConnectionStatus.Online);
    expect(at.requests(/\/stream/)).toEqual([]);
  });
});
