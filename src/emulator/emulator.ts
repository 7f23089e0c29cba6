import type { Observable } from 'rxjs';
import { createAnswers } from './answers.js';
import { builtInBot } from './bot/builtIn.js';
import { botSent } from './bot/logged.js';
import { loggedBot } from './bot/loggedBot.js';
import { checkOptions } from './checkOptions.js';
import type { Output } from './core/messages.js';
import { createWorld } from './core/world.js';
import { drive } from './driver.js';
import { injector } from './faultInjection.js';
import { createFaults, type Faults } from './faults.js';
import { createApp } from './http/app.js';
import { createGuard } from './http/guard.js';
import { hmacSigner } from './http/sign.js';
import { createLog, type LogEvent } from './log.js';
import { baseUrl } from './node/address.js';
import { botPort, labelOf } from './node/botPort.js';
import { createHandshakes } from './node/handshakes.js';
import { keyOf, randomKey, randomSeed } from './node/keys.js';
import { closeServer, listen } from './node/listen.js';
import { serveHttp } from './node/serveHttp.js';
import { createSockets } from './node/sockets.js';
import { onUpgrade } from './node/upgrade.js';
import type { EmulatorOptions } from './options.js';
import { redactor } from './redactor.js';
import { settingsOf } from './settings.js';

/** A Direct Line service that runs. */
export interface Emulator {
  /** What the client takes as `baseUrl`: `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** The Direct Line secret. */
  readonly secret: string;
  readonly port: number;
  /** What happens, as it happens, without secrets; completes at `close()`. */
  readonly log$: Observable<LogEvent>;
  /** Bad days on demand. */
  readonly faults: Faults;
  /** Ends every stream, delivery and timer; resolves when the port is free. Twice is fine. */
  close(): Promise<void>;
}

/** Starts a Direct Line service in front of a bot; rejects with `EmulatorOptionError` for a wrong option or a port in use. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options);
  const { host = '127.0.0.1', bot = builtInBot, secret = randomKey(), origins = [] } = options;
  const { server, port } = await listen(options.port ?? 0, host);
  const url = baseUrl(host, port);
  const settings = settingsOf(options, url, labelOf(bot), randomSeed);
  const { log$, write: log, end: endLog } = createLog(redactor(secret));

  const driver = drive(createWorld(settings), { perform, defect: (error) => log({ type: 'error', message: String(error) }) });
  const answers = createAnswers();
  const handshakes = createHandshakes(log);
  const sockets = createSockets(handshakes, (socket) => void driver.send({ type: 'socket closed', socket }), log);
  const theBot = loggedBot((replies) => botPort(bot, replies), {
    sent: (conversationId, activity) => void driver.send({ type: 'bot sent', conversationId, activity }),
    answered: (delivery, answer) => void driver.send({ type: 'bot answered', delivery, answer }),
  }, log);

  function perform(output: Output): void {
    switch (output.type) {
      case 'answer': return answers.give(output.request, output.answer);
      case 'deliver': return theBot.deliver(output.delivery, output.activity);
      case 'bot said': return log(botSent(output.activity, output.conversationId));
      default: return sockets.perform(output);
    }
  }

  const signers = { tokens: hmacSigner(keyOf(secret, 'tokens')), tickets: hmacSigner(keyOf(secret, 'tickets')) };
  const guard = createGuard(host, settings.serviceUrl, origins);
  serveHttp(server, createApp({
    secret, signers, guard, log,
    ask: (request) => answers.wait((id) => void driver.send({ type: 'request', request: { id, ...request } })),
  }));
  onUpgrade(server, {
    guard, handshakes, tickets: signers.tickets, ask: (upgrade) => void driver.send({ type: 'upgrade', upgrade }),
  });

  async function closeAll(): Promise<void> {
    driver.stop();
    theBot.close();
    sockets.closeAll();
    await closeServer(server);
    endLog();
  }
  let closing: Promise<void> | undefined;

  return {
    url, secret, port, log$,
    faults: createFaults(injector(driver, log)),
    close: () => (closing ??= closeAll()),
  };
}
