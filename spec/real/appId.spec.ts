import { join } from 'node:path';
import { startBotbuilder, withBotbuilder } from '../support/botbuilder.js';
import { client, service, type Service } from '../support/live.js';
import { root } from '../support/packed.js';
import { freePort } from '../support/ports.js';
import { startNode, type Running } from '../support/process.js';

const appId = '7c33a3a5-0f2b-4a3e-9a44-0f6b9f1e7c11';
const appPassword = 'a-password-that-is-in-no-log';

type Env = Readonly<Record<string, string>>;

async function startAgent(env: Env): Promise<Running> {
  const running = startNode([join(root, 'spec/hosts/agents/bot.mjs')], { env: { NODE_ENV: undefined, ...env } });
  await running.until(/^bot listening on/m);
  return running;
}

/** An emulator and a bot with an app id, each told of the other. */
async function together(start: (env: Env) => Promise<Running>, its: Env = {}): Promise<{ readonly at: Service; readonly bot: string }> {
  const port = await freePort();
  const bot = `http://127.0.0.1:${port}/api/messages`;
  const at = await service({ bot, issuer: { appId, appPassword } });
  await start({ PORT: String(port), AUTHORITY: at.authority ?? '', MicrosoftAppId: appId, MicrosoftAppPassword: appPassword, ...its });
  return { at, bot };
}

function talked(start: (env: Env) => Promise<Running>): void {
  it('believes the emulator, which believes it, and no emulator without an issuer', async () => {
    const { at, bot } = await together(start);
    const ann = client(at);
    await ann.say('hello');
    await ann.heard('You said: hello');
    expect(at.requests(/^POST \/v3\/conversations/).map(({ status, side }) => [status, side])).toContainEqual([200, 'bot']);
    expect(at.requests(/^POST \/botframework\.com\/oauth2/)).toContainEqual(expect.objectContaining({ status: 200, side: 'bot' }));
    expect(JSON.stringify(at.log.all)).not.toContain(appPassword);
    const without = client(await service({ bot }));
    await expect(without.say('hello')).rejects.toMatchObject({ status: 502, message: expect.stringMatching(/answered 401\. .*start with the issuer option/) });
  });

  it('does not believe an emulator that takes it for another bot, whose user is told so', async () => {
    const { at } = await together(start, { MicrosoftAppId: 'another-app' });
    const ann = client(at);
    await expect(ann.say('hello')).rejects.toMatchObject({ status: 502, message: expect.stringMatching(`answered 401. .* its app id has to be ${appId}`) });
  });

  it('with another password gets no token, and its answer is not heard', async () => {
    const { at } = await together(start, { MicrosoftAppPassword: 'another' });
    const ann = client(at);
    await expect(ann.say('hello')).rejects.toMatchObject({ status: 502 });
    expect(at.requests(/^POST \/botframework\.com\/oauth2/)).toContainEqual(expect.objectContaining({ status: 401 }));
    expect(ann.texts()).not.toContain('You said: hello');
  });
}

describe('a Microsoft 365 Agents SDK bot with an app id', () => talked(startAgent));

withBotbuilder(() => describe('a botbuilder bot with an app id', () => talked(startBotbuilder)));
