import type { Observable } from 'rxjs';
import { allAbilities } from './abilities/all.js';
import { builtInBot } from './bot/builtIn.js';
import { checkEmulatorOptions } from './checkEmulatorOptions.js';
import { composed } from './composed.js';
import { createEngine } from './engine.js';
import { createFaults, type Faults } from './faults.js';
import { createApp } from './http/app.js';
import { createGuard } from './http/guard.js';
import { hmacSigner } from './http/sign.js';
import { createLog, type LogEvent } from './log.js';
import { baseUrl } from './node/address.js';
import { botPort, saidOf } from './node/botPort.js';
import { createHandshakes } from './node/handshakes.js';
import { createIssuer } from './node/issuer/issuer.js';
import { issuerRoutes } from './node/issuer/issuerRoutes.js';
import { createRsaKey } from './node/issuer/rsa.js';
import { keyOf, randomKey, randomSeed } from './node/keys.js';
import { closeServer, listen } from './node/listen.js';
import { serveHttp } from './node/serveHttp.js';
import { createSockets } from './node/sockets.js';
import { onUpgrade } from './node/upgrade.js';
import type { EmulatorOptions } from './options.js';
import { withoutAny } from './node/withoutAny.js';
import { settingsOf } from './settings.js';
import { inMicrotask } from './soon.js';

/** A Direct Line service that runs. */
export interface Emulator {
  /** What the client takes as `baseUrl`: `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** The Direct Line secret. */
  readonly secret: string;
  readonly port: number;
  /** With `issuer`: where a bot finds the keys of its channel and gets its tokens (docs/emulator.md, Bots with an app id). */
  readonly authority?: string;
  /** What happens, as it happens, without secrets; completes at `close()`. */
  readonly log$: Observable<LogEvent>;
  /** Bad days on demand. */
  readonly faults: Faults;
  /** Ends every stream, delivery and timer; resolves when the port is free. Twice is fine. */
  close(): Promise<void>;
}

const able = composed(allAbilities);

/** Starts a Direct Line service in front of a bot; rejects with `EmulatorOptionError` for a wrong option or a port in use. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkEmulatorOptions(options);
  const { host = '127.0.0.1', bot = builtInBot, secret = randomKey(), origins = [], faultKey } = options;
  const beginWith = able.faultsInWords(options.faults ?? []);
  const identity = options.issuer && { bot: options.issuer, key: await createRsaKey() };
  const { server, port } = await listen(options.port ?? 0, host);
  const url = baseUrl(host, port);
  const settings = settingsOf(options, url, saidOf(bot, options.issuer), randomSeed);
  const issuer = identity && createIssuer(identity.bot, identity.key, settings.serviceUrl);
  const { log$, write: log, end: endLog } = createLog(withoutAny([secret, faultKey, identity?.bot.appPassword]));

  const signers = { tokens: hmacSigner(keyOf(secret, 'tokens')), tickets: hmacSigner(keyOf(secret, 'tickets')) };
  const engine = createEngine({
    able, settings, log, soon: inMicrotask, sign: signers.tickets.sign, bot: (replies) => botPort(bot, replies, issuer?.authorization), perform: (output) => sockets.perform(output),
  });
  const handshakes = createHandshakes(log);
  const sockets = createSockets(handshakes, engine.closed, log);

  const guard = createGuard(host, settings.serviceUrl, origins);
  serveHttp(server, createApp({
    able, secret, signers, guard, log, uncertain: settings, ask: engine.ask, faults: faultKey === undefined ? undefined : { key: faultKey, inject: engine.inject },
    botAccess: issuer && issuerRoutes(issuer),
  }));
  onUpgrade(server, { guard, handshakes, tickets: signers.tickets, ask: engine.upgrade });

  engine.begin(beginWith);

  async function closeAll(): Promise<void> {
    engine.stop();
    sockets.closeAll();
    await closeServer(server);
    endLog();
  }
  let closing: Promise<void> | undefined;

  return {
    url, secret, port, log$, ...(issuer && { authority: issuer.authority }),
    faults: createFaults(engine.inject),
    close: () => (closing ??= closeAll()),
  };
}
