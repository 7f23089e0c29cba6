// A Microsoft 365 Agents SDK bot with an app id for the specs, whose channel is the emulator with the option `issuer`.
import { AgentApplication, CloudAdapter, MemoryStorage } from '@microsoft/agents-hosting';
import { createAgentRequestHandler } from '@microsoft/agents-hosting-express';
import express from 'express';

const { AUTHORITY: authorityEndpoint, MicrosoftAppId: clientId, MicrosoftAppPassword: clientSecret, PORT = '0' } = process.env;

// Keys of whoever calls, as the SDK looks for them.
const settings = { clientId, clientSecret, authorityEndpoint, issuers: [`${authorityEndpoint}/v2.0`], validateIssuer: true };
const adapter = new CloudAdapter(settings);

// Tokens for what the bot calls: MSAL, which the SDK asks for them, takes an authority with https only.
async function getAccessToken(scope) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${scope}/.default` };
  const answer = await fetch(`${authorityEndpoint}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
  return (await answer.json()).access_token;
}
Object.assign(adapter.connectionManager.getDefaultConnection(), { getAccessToken });

const bot = new AgentApplication({ adapter, storage: new MemoryStorage() });
bot.onActivity('message', (turn) => turn.sendActivity(`You said: ${turn.activity.text}`));

const server = express()
  .use(express.json())
  .post('/api/messages', createAgentRequestHandler(bot, settings))
  .listen(Number(PORT), '127.0.0.1', () => console.log(`bot listening on http://127.0.0.1:${server.address().port}/api/messages`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
