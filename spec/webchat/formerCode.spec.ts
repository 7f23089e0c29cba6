import { filter, map, take, toArray, of, EMPTY } from 'rxjs';
import { ConnectionStatus, DirectLine, type Activity, type Conversation, type DirectLineOptions, type IBotConnection, type Message, type User } from '../../src/webchat/index.js';
import { later, service, soon } from '../support/live.js';

// As an app has it that was written for botframework-directlinejs, its import aside: that this compiles is half of what it says.
class Chat {
  readonly seen: string[] = [];
  constructor(
    private readonly connection: IBotConnection,
    private readonly user: User,
  ) {}

  say(text: string) {
    const message: Message = { type: 'message', from: this.user, text };
    return this.connection.postActivity(message);
  }

  answers(count: number) {
    return this.connection.activity$.pipe(
      filter((activity: Activity): activity is Message => activity.type === 'message' && activity.from?.id !== this.user.id),
      map(({ text }) => text),
      take(count),
      toArray(),
    );
  }
}

it('code for botframework-directlinejs compiles and works: its options, its types, its numbers', async () => {
  const at = await service({ bot: ({ type, text }) => (type === 'message' ? of({ type: 'message', text: `You said: ${text}` }) : EMPTY) });
  const options: DirectLineOptions = { secret: at.secret, domain: `${at.url}/v3/directline`, webSocket: true, pollingInterval: 1_000, timeout: 20_000 };
  const directLine = new DirectLine(options);
  later(() => directLine.end());
  const chat = new Chat(directLine, { id: 'ann', name: 'Ann' });
  directLine.connectionStatus$.pipe(filter((status) => status === ConnectionStatus.Online)).subscribe((status) => chat.seen.push(ConnectionStatus[status]));
  const answers = soon(chat.answers(2), 'two answers');
  const reconnection: Conversation = { conversationId: 'said by the token' };
  expect(await soon(chat.say('one'), 'the first id')).toMatch(/\|0000000$/);
  directLine.reconnect(reconnection);
  await soon(chat.say('two'), 'the second id');
  expect(await answers).toEqual(['You said: one', 'You said: two']);
  expect([...new Set(chat.seen)]).toEqual(['Online']);
});
