import { join } from 'node:path';
import { builtInBot, directLine11, inMemoryService } from '../../src/testing/index.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { startBotbuilder } from '../support/botbuilder.js';
import { root } from '../support/packed.js';
import { startNode } from '../support/process.js';
import type { Service, Target } from './target.js';

const echo = (text: string): string => `You said: ${text}`;

/** The emulator's own. */
export const builtIn: Target['bot'] = {
  name: 'built-in bot',
  can: {
    greet: 'Hello! I am the built-in bot',
    echo,
    type: { say: 'typing', answer: 'That was me, typing.' },
    stream: { say: 'stream', answer: 'This answer came in pieces, each with all before it.' },
    end: { say: 'bye', answer: 'Goodbye!' },
  },
};

/** The emulator's own, where there is no port. */
export const builtInInMemory: Target['bot'] = { ...builtIn, name: 'built-in bot in memory' };

/** docs/examples/bot. */
export const agents: Target['bot'] = {
  name: 'Agents SDK bot',
  can: {
    greet: 'Hello! Say typing',
    echo,
    type: { say: 'typing', answer: 'That was me typing.' },
    stream: { say: 'stream', answer: 'A streamed answer grows piece by piece.' },
    end: { say: 'bye', answer: 'Bye!' },
  },
};

/** spec/hosts/botbuilder. */
export const botbuilder: Target['bot'] = {
  name: 'botbuilder bot',
  can: {
    greet: 'Hello! I am made with botbuilder',
    echo,
    type: { say: 'typing', answer: 'That was the SDK, typing.' },
    stream: { say: 'stream', answer: 'This answer of the SDK came in pieces.' },
    end: { say: 'bye', answer: 'So long!' },
  },
};

/** One that nothing is known of. */
export const unknown: Target['bot'] = { name: 'a bot of unknown manners', can: {} };

/** An emulator in front of the built-in bot. */
export const emulator = (options?: EmulatorOptions): ReturnType<typeof startEmulator> => startEmulator(options);

/** The same without a port. */
export const inMemory = (): Promise<Service & Pick<Emulator, 'close'>> => {
  const { url, secret, fetch, WebSocket, close } = inMemoryService(builtInBot, { with: [directLine11] });
  return Promise.resolve({ url, secret, fetch, WebSocket, close });
};

// Mutable: one process for all targets of a file, stopped when the file's specs are over.
let botUrl: Promise<string> | undefined;

async function startBot(): Promise<string> {
  const bot = startNode([join(root, 'docs/examples/bot/bot.mjs')], { env: { PORT: '0', NODE_ENV: undefined } });
  const [, url = ''] = await bot.until(/^bot listening on (http:\S+)$/m);
  return url;
}

/** An emulator in front of docs/examples/bot, in a process of its own. */
export const emulatorWithAgentsBot = async (): ReturnType<typeof startEmulator> => startEmulator({ bot: await (botUrl ??= startBot()) });

/** An emulator in front of spec/hosts/botbuilder, in a process of its own. */
export const emulatorWithBotbuilder = async (): ReturnType<typeof startEmulator> => startEmulator({ bot: (await startBotbuilder()).url });
