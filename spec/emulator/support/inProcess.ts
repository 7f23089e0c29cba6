import { allAbilities } from '../../../src/emulator/abilities/all.js';
import { functionBot } from '../../../src/emulator/bot/functionBot.js';
import { composed } from '../../../src/emulator/composed.js';
import { createEngine } from '../../../src/emulator/engine.js';
import { createApp } from '../../../src/emulator/http/app.js';
import { createGuard } from '../../../src/emulator/http/guard.js';
import { hmacSigner } from '../../../src/emulator/http/sign.js';
import type { BotFunction, EmulatorOptions, LogEntry } from '../../../src/emulator/index.js';
import { settingsOf } from '../../../src/emulator/settings.js';
import { inMicrotask } from '../../../src/emulator/soon.js';
import { later } from './wire.js';

const able = composed(allAbilities);
const url = 'http://127.0.0.1:1';

/** The service without a server: each request is a call, and streams are left out. */
export function inProcess(bot: BotFunction, options: EmulatorOptions = {}) {
  const settings = settingsOf(options, url, { botLabel: 'the bot', botRefusedHint: '' }, () => 1);
  const events: LogEntry[] = [];
  const log = (entry: LogEntry): void => void events.push(entry);
  const signers = { tokens: hmacSigner('tokens'), tickets: hmacSigner('tickets') };
  const engine = createEngine({ able, settings, log, soon: inMicrotask, sign: signers.tickets.sign, bot: (replies) => functionBot(bot, replies), perform: () => {} });
  later(engine.stop);
  const app = createApp({ able, secret: 'hush', signers, guard: createGuard('127.0.0.1', url, []), uncertain: settings, log, ask: engine.ask });
  return {
    secret: 'hush', log: events,
    /** With a Host, as a server would have it. */
    fetch: async (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('host', '127.0.0.1:1');
      return app.fetch(new Request(url + path, { ...init, headers }));
    },
  };
}
