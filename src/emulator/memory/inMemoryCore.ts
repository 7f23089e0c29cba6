import { Subject, type Observable } from 'rxjs';
import { directLine30 } from '../abilities/directLine30.js';
import type { BotFunction } from '../bot/bot.js';
import { functionBot } from '../bot/functionBot.js';
import { composed } from '../composed.js';
import { createEngine } from '../engine.js';
import { createFaults } from '../faults.js';
import { createLog } from '../log.js';
import { redactor } from '../redactor.js';
import { settingsOf } from '../settings.js';
import type { Soon } from '../soon.js';
import { createHandles } from './handles.js';
import { checkInMemory, type InMemoryOptions } from './options.js';
import { createServe, type Serve } from './serve.js';
import type { InMemoryService } from './service.js';
import { createSockets } from './sockets.js';
import { createWebSocket } from './webSocket.js';

/** What every skin of the service in memory is made of. */
export interface InMemoryCore extends Pick<InMemoryService, 'url' | 'secret' | 'WebSocket' | 'log$' | 'faults'> {
  readonly serve: Serve;
  /** Errors at `close()`. */
  readonly closed$: Observable<never>;
  /** Twice is fine. */
  close(): void;
}

const host = 'in-memory.invalid';
const url = `http://${host}`;

/** There is nobody to guess it. */
const randomSecret = (): string => Math.random().toString(36).slice(2);

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

/** Makes the service without a `fetch`. `soon` is how events of sockets and of the bot are deferred. Throws `EmulatorOptionError` for a wrong bot or option. */
export function createInMemoryCore(bot: BotFunction, options: InMemoryOptions, soon: Soon): InMemoryCore {
  checkInMemory(bot, options);
  const { secret = randomSecret() } = options;
  const able = composed([directLine30, ...(options.with ?? [])]);
  const beginWith = able.faultsInWords(options.faults ?? []);
  const settings = settingsOf(options, url, { botLabel: 'the bot function', botRefusedHint: '' }, randomSeed);
  const { log$, write: log, end: endLog } = createLog(redactor(secret));

  const [tokens, tickets] = [createHandles(), createHandles()];
  const engine = createEngine({
    able, settings, log, soon, sign: tickets.give, bot: (replies) => functionBot(bot, replies), perform: (output) => sockets.perform(output),
  });
  const sockets = createSockets({ host, tickets, engine, log });
  const closed$ = new Subject<never>();
  engine.begin(beginWith);

  return {
    url, secret, log$, closed$,
    WebSocket: createWebSocket(sockets.dial, soon),
    faults: createFaults(engine.inject),
    serve: createServe({ able, secret, tokens, tickets, uncertain: settings, log, ask: engine.ask }),
    close() {
      engine.stop();
      sockets.closeAll();
      closed$.error(new TypeError('fetch failed: the service in memory is closed'));
      endLog();
    },
  };
}
