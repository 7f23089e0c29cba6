import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { later, running } from '../support/wire.js';

it('a connection that is kept is ended by who asks, and never under a request: the service sets no time, and says none', async () => {
  const { url } = await running();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  later(() => agent.destroy());
  const ask = async (): Promise<IncomingMessage> => {
    const [answer] = await once(request(`${url}/nowhere`, { agent }).end(), 'response');
    await once(answer.resume(), 'end');
    return answer;
  };
  const first = await ask();
  expect([first.headers.connection, first.headers['keep-alive']]).toEqual(['keep-alive', undefined]);
});
