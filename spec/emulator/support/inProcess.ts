import { createAnswers } from '../../../src/emulator/answers.js';
import { functionBot } from '../../../src/emulator/bot/functionBot.js';
import { linkedBot } from '../../../src/emulator/bot/linkedBot.js';
import type { Output } from '../../../src/emulator/core/messages.js';
import { createWorld } from '../../../src/emulator/core/world.js';
import { drive } from '../../../src/emulator/driver.js';
import { createApp } from '../../../src/emulator/http/app.js';
import { createGuard } from '../../../src/emulator/http/guard.js';
import { hmacSigner } from '../../../src/emulator/http/sign.js';
import type { BotFunction, EmulatorOptions, LogEntry } from '../../../src/emulator/index.js';
import { settingsOf } from '../../../src/emulator/settings.js';
import { later } from './wire.js';

const url = 'http://127.0.0.1:1';

/** The service without a server: each request is a call, and streams are left out. */
export function inProcess(bot: BotFunction, options: EmulatorOptions = {}) {
  const settings = settingsOf(options, url, 'the bot', () => 1);
  const log: LogEntry[] = [];
  const defect = (error: unknown): void => void log.push({ type: 'error', message: error instanceof Error ? String(error.stack) : String(error) });
  const signers = { tokens: hmacSigner('tokens'), tickets: hmacSigner('tickets') };
  const answers = createAnswers();
  const driver = drive(createWorld(settings), { perform, defect });
  const theBot = linkedBot(functionBot(bot, {
    sent: (conversationId, activity) => void driver.send({ type: 'bot sent', conversationId, activity }),
    answered: (delivery, answer) => void driver.send({ type: 'bot answered', delivery, answer }),
  }), signers.tickets, defect);

  function perform(output: Output): void {
    if (output.type === 'answer') answers.give(output.request, output.answer);
    if (output.type === 'deliver') theBot.deliver(output);
  }

  later(() => {
    theBot.close();
    driver.stop();
  });
  const app = createApp({
    secret: 'hush', signers, guard: createGuard('127.0.0.1', url, []), uncertain: settings, log: (entry) => void log.push(entry),
    ask: (request) => answers.wait((id) => void driver.send({ type: 'request', request: { id, ...request } })),
  });
  return {
    secret: 'hush', log,
    /** With a Host, as a server would have it. */
    fetch: async (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('host', '127.0.0.1:1');
      return app.fetch(new Request(url + path, { ...init, headers }));
    },
  };
}
