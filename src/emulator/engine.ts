import type { Observable } from 'rxjs';
import { createAnswers } from './answers.js';
import type { BotPort, BotReplies } from './bot/bot.js';
import type { Sign } from './bot/linkedBot.js';
import { botSent } from './bot/logged.js';
import { loggedBot } from './bot/loggedBot.js';
import type { Composed } from './composed.js';
import type { Answer, Output, ServiceRequest, UpgradeRequest } from './core/messages.js';
import { createWorld, type Settings } from './core/world.js';
import { drive } from './driver.js';
import { injectAll, injector, type Inject } from './faultInjection.js';
import type { TimedFault } from './faultWords.js';
import type { LogEntry } from './log.js';
import type { Soon } from './soon.js';

/** What the core says of a socket. */
export type SocketOutput = Extract<Output, { readonly socket: string }>;

export interface EngineParts {
  readonly able: Pick<Composed, 'parts' | 'forms' | 'linked'>;
  readonly settings: Settings;
  readonly bot: (replies: BotReplies) => BotPort;
  /** For the links to what clients upload. */
  readonly sign: Sign;
  /** Does to a socket what the core says. */
  readonly perform: (output: SocketOutput) => void;
  readonly log: (entry: LogEntry) => void;
  readonly soon: Soon;
}

/** The service without its wire: the core, its clock, its bot and its faults. */
export interface Engine {
  /** Subscribing hands the request to the core, once a subscription; emits its answer. Unsubscribing ends the wait, not the request. */
  ask(request: Omit<ServiceRequest, 'id'>): Observable<Answer>;
  upgrade(upgrade: UpgradeRequest): void;
  /** Hears of every socket that is gone, and of those that did not come to be. */
  closed(socket: string): void;
  readonly inject: Inject;
  /** The faults to begin with; their times count from now. */
  begin(faults: readonly TimedFault[]): void;
  /** Ends its timer and the bot's deliveries; it answers nothing any more. */
  stop(): void;
}

export function createEngine({ able, settings, bot, sign, perform, log, soon }: EngineParts): Engine {
  const answers = createAnswers();
  const defect = (error: unknown): void => log({ type: 'error', message: String(error) });
  const driver = drive(createWorld(settings, able.parts), {
    perform(output) {
      switch (output.type) {
        case 'answer': return answers.give(output.request, output.answer);
        case 'deliver': return theBot.deliver(output.delivery, output.activity, output.links);
        case 'bot said': return log(botSent(output.activity, output.conversationId));
        case 'fault': return log(output);
        default: return perform(output);
      }
    },
    defect,
  });
  const logged = loggedBot(bot, {
    sent: (conversationId, activity) => void driver.send({ type: 'bot sent', conversationId, activity }),
    answered: (delivery, answer) => void driver.send({ type: 'bot answered', delivery, answer }),
  }, log, soon);
  const theBot = able.linked(logged, sign, defect);

  return {
    ask: (request) => answers.wait((id) => void driver.send({ type: 'request', request: { id, ...request } })),
    upgrade: (upgrade) => void driver.send({ type: 'upgrade', upgrade }),
    closed: (socket) => void driver.send({ type: 'socket closed', socket }),
    inject: injector(driver, able.forms),
    begin: (faults) => injectAll(driver, faults),
    stop() {
      driver.stop();
      theBot.close();
    },
  };
}
