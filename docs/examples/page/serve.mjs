// The pages with all that they need, on this machine: a Direct Line service with a bot, and a server of tokens. README.md says how to start it.
import { join } from 'node:path';
import express from 'express';
import { startEmulator } from 'rx-directline/emulator';

const service = await startEmulator(process.env.BOT ? { bot: process.env.BOT } : {});
const ask = { headers: { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' } };
const root = join(import.meta.dirname, '../../..');

const app = express().use(express.json()).use('/dist', express.static(join(root, 'dist'))).use(express.static(import.meta.dirname));
// Whoever asks gets one: in your own server, see docs/examples/token-server.
app.post('/api/directline/token', async ({ body: { conversationId } }, response) => {
  const path = conversationId ? `conversations/${encodeURIComponent(conversationId)}` : 'tokens/generate';
  const answer = await fetch(`${service.url}/v3/directline/${path}`, conversationId ? ask : { ...ask, method: 'POST', body: '{"user":{"id":"dl_me"}}' });
  response.status(answer.status).send(await answer.text());
});
const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const at = `http://127.0.0.1:${server.address().port}`;
  for (const page of ['index.html', 'tabs.html']) console.log(`${at}/${page}?service=${service.url}`);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
