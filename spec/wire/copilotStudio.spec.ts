import { createServer } from 'node:http';
import { EMPTY, filter, of, switchMap, take } from 'rxjs';
import { copilotStudio, createDirectLine, generateToken } from '../../src/index.js';
import type { BotFunction } from '../../src/emulator/index.js';
import { later, listening, service, soon, type Service } from '../support/live.js';

/** An environment whose one agent speaks through this service. */
async function environmentOf(at: Service): Promise<string> {
  const by = { baseUrl: at.url, secret: at.secret, user: { id: '3f2a-guid' } };
  const server = createServer(({ url = '' }, response) => {
    const answer = url.includes('/regionalchannelsettings')
      ? Promise.resolve({ channelUrlsById: { directline: `${at.url}/` } })
      : soon(generateToken(by), 'a token').then(({ value, conversationId }) => ({ token: value, conversationId, expires_in: 1_800 }));
    void answer.then((body) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** As agents there do: silent until they are told that the conversation begins. */
const agent: BotFunction = (activity) =>
  activity.type === 'event' && activity.name === 'startConversation'
    ? of({ type: 'message', text: `Hello in ${activity.locale}, ${activity.from?.id}` })
    : activity.type === 'message' ? of({ type: 'message', text: `${activity.text} (${String(activity['deliveryMode'])})` }) : EMPTY;

describe('an agent of Copilot Studio, on the wire', () => {
  it('is found by its token endpoint, greets on the event, and is asked to stream', async () => {
    const at = await service({ bot: agent });
    const tokenEndpoint = `${await environmentOf(at)}/powervirtualagents/botsbyschema/cr1_agent/directline/token?api-version=2022-03-01-preview`;
    const line = createDirectLine({ ...copilotStudio({ tokenEndpoint }), locale: 'de-DE' });
    later(() => line.end());
    const ann = listening(line);
    await ann.online();
    const greeting = ann.line.conversation$.pipe(
      filter(({ started }) => started !== 'existing'),
      take(1),
      switchMap(() => ann.line.postActivity({ type: 'event', name: 'startConversation', channelData: { postBack: true } })),
    );
    await soon(greeting, 'the event is posted');
    await ann.heard('Hello in de-DE, 3f2a-guid');
    await soon(ann.line.postActivity({ type: 'message', text: 'go', deliveryMode: 'stream' }), 'the message is posted');
    await ann.heard('go (stream)');
    expect(at.requests(/./).every(({ status }) => status < 400)).toBe(true);
  });
});
