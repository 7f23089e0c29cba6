// Keeps the bot's secret and gives its pages tokens: for a new conversation, or for one of their own. README.md says how to start it.
import { randomUUID } from 'node:crypto';
import express from 'express';

const { DIRECT_LINE_SECRET: secret, DIRECT_LINE_URL: service = 'https://directline.botframework.com', PORT = '3979', NODE_ENV } = process.env;
const stop = (why) => (console.error(why), process.exit(2));
if (!secret) stop('set DIRECT_LINE_SECRET');

// By a cookie that nobody can guess. In memory: keep it with your own sessions to outlive a restart, and forget what is old.
const sessions = new Map();
const sessionOf = (request, response) => {
  const [, id] = /(?:^|; )chat=([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
  if (sessions.has(id)) return sessions.get(id);
  const made = { key: randomUUID(), userId: `dl_${randomUUID()}`, conversations: new Set() };
  sessions.set(made.key, made);
  response.cookie('chat', made.key, { httpOnly: true, sameSite: 'strict', secure: NODE_ENV === 'production', path: '/api/directline' });
  return made;
};
const ask = (path, init) =>
  fetch(`${service}/v3/directline/${path}`, { ...init, headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(10_000) });

const app = express().use(express.json({ limit: '1kb' }));
app.post('/api/directline/token', async (request, response) => {
  const { userId, conversations } = sessionOf(request, response);
  const { conversationId: known } = request.body ?? {};
  if (known !== undefined && !conversations.has(known)) return response.sendStatus(404); // somebody else's: the secret would open it
  const answer = known === undefined
    ? await ask('tokens/generate', { method: 'POST', body: JSON.stringify({ user: { id: userId } }) }) // not a user whom the page names
    : await ask(`conversations/${encodeURIComponent(known)}`); // a fresh token for a conversation that goes on
  if (!answer.ok) return response.sendStatus(answer.status === 404 ? 404 : 502);
  const { token, conversationId, expires_in } = await answer.json();
  conversations.add(conversationId);
  response.set('Cache-Control', 'no-store').json({ token, conversationId, expires_in });
});
app.use((error, _request, response, _next) => response.sendStatus(error.status ?? 502));
const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) stop(error.code === 'EADDRINUSE' ? `port ${PORT} is in use: set PORT to another one` : error.message);
  console.log(`tokens at http://127.0.0.1:${server.address().port}/api/directline/token`);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
