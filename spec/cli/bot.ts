import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

interface Incoming {
  readonly type: string;
  readonly text?: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string };
  readonly from: unknown;
  readonly recipient: unknown;
}

/** A turn of the bot: says things, and gives the status of its HTTP answer. */
type Turn = (activity: Incoming, say: (text: string) => Promise<void>) => Promise<number> | number;

export interface HttpBot {
  readonly url: string;
  readonly close: () => void;
}

const isIncoming = (value: unknown): value is Incoming => typeof value === 'object' && value !== null && 'serviceUrl' in value;

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  return JSON.parse(text);
};

const sayTo = ({ serviceUrl, conversation, from, recipient }: Incoming) => async (text: string): Promise<void> => {
  const url = new URL(`v3/conversations/${encodeURIComponent(conversation.id)}/activities`, serviceUrl);
  const activity = { type: 'message', text, from: recipient, recipient: from, conversation };
  const { status } = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(activity) });
  if (status >= 300) throw new Error(`the service answered ${status} to the bot`);
};

/** A bot as the Connector protocol has them: it answers by requests to the service. */
export const startBot = async (turn: Turn): Promise<HttpBot> => {
  const server = createServer((request, response) => {
    void bodyOf(request).then(async activity => {
      if (!isIncoming(activity)) throw new Error('not an activity');
      response.statusCode = await turn(activity, sayTo(activity));
      response.end();
    }).catch(() => response.destroy()); // a service that is closed does not listen any more
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/api/messages`, close: () => void server.close().closeAllConnections() };
};

/** Answers after 3 s, and says more half a second later. */
export const slowTurn: Turn = async ({ type }, say) => {
  if (type !== 'message') return 200;
  await pause(3_000);
  await say('the answer');
  void pause(500).then(() => say('by the way')).catch(() => undefined);
  return 200;
};
