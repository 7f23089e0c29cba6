import { asyncScheduler, Subscription, timer } from 'rxjs';
import { allAbilities } from '../../src/emulator/abilities/all.js';
import { composed } from '../../src/emulator/composed.js';
import { nextDueAt } from '../../src/emulator/core/due.js';
import type { Fault } from '../../src/emulator/core/faultPlan.js';
import type { Answer, BotAnswer, Input, Output, ServiceRequest } from '../../src/emulator/core/messages.js';
import { step } from '../../src/emulator/core/step.js';
import { createWorld, type Conversation, type World } from '../../src/emulator/core/world.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { settingsOf } from '../../src/emulator/settings.js';
import type { Activity } from '../../src/protocol/types.js';
import { BASE_URL, credentialOf, pathOf, queryOf } from './wire.js';

/** The service's end of a stream. */
export type SocketOutput = Extract<Output, { readonly socket: string }>;

export interface Bot {
  deliver(activity: Activity, answered: (answer: BotAnswer) => void, send: (activity: Activity) => void): void;
}

/** The emulator's core in virtual time: a service that knows no network. */
export class Service {
  readonly world: World;
  /** Conversations that it has lost. */
  readonly forgotten: Conversation[] = [];
  readonly #bot: Bot;
  /** Mutable: who waits for an answer, who holds a stream, and what is to be performed yet. */
  readonly #asked = new Map<string, (answer: Answer) => void>();
  readonly #streams = new Map<string, (output: SocketOutput) => void>();
  readonly #outputs: Output[] = [];
  #performing = false;
  #count = 0;
  #tick = new Subscription();

  constructor(options: EmulatorOptions, bot: Bot) {
    this.world = createWorld(settingsOf(options, BASE_URL, { botLabel: 'bot', botRefusedHint: '' }, () => 1), composed(allAbilities).parts);
    this.#bot = bot;
  }

  ask(request: Omit<ServiceRequest, 'id'>, answered: (answer: Answer) => void): void {
    const id = `r${++this.#count}`;
    this.#asked.set(id, answered);
    this.#send({ type: 'request', request: { id, ...request } });
  }

  /** Opens a stream; what happens to it is told to `told`. Gives its id. */
  upgrade(url: string, told: (output: SocketOutput) => void): string {
    const socket = `s${++this.#count}`;
    const path = pathOf(url);
    const query = queryOf(url);
    this.#streams.set(socket, told);
    this.#send({
      type: 'upgrade',
      upgrade: { socket, method: 'GET', path, conversationId: path.split('/').at(-2) ?? '', watermark: query.get('watermark'), ticket: credentialOf(query.get('t')) },
    });
    return socket;
  }

  socketClosed(socket: string): void {
    this.#send({ type: 'socket closed', socket });
  }

  fault(fault: Fault): void {
    this.#send({ type: 'fault', fault });
  }

  /** A message of the bot that nobody asked for, in every conversation. */
  say(activity: Activity): void {
    for (const conversationId of [...this.world.conversations.keys()]) this.#send({ type: 'bot sent', conversationId, activity });
  }

  /** Loses its conversations, and with them their streams. */
  forget(): void {
    this.fault({ kind: 'drop' });
    this.forgotten.push(...this.world.conversations.values());
    this.world.conversations.clear();
  }

  stop(): void {
    this.#tick.unsubscribe();
  }

  #send(input: Input): void {
    this.#outputs.push(...step(this.world, input, asyncScheduler.now()));
    if (!this.#performing) this.#drain();
    this.#tick.unsubscribe();
    const dueAtMs = nextDueAt(this.world);
    if (dueAtMs === Infinity) return;
    // Clocks are whole; what the service computes of an `exp` in seconds is not quite.
    this.#tick = timer(Math.max(0, Math.ceil(dueAtMs) - asyncScheduler.now())).subscribe(() => this.#send({ type: 'tick' }));
  }

  #drain(): void {
    this.#performing = true;
    for (let output = this.#outputs.shift(); output; output = this.#outputs.shift()) this.#perform(output);
    this.#performing = false;
  }

  #perform(output: Output): void {
    if (output.type === 'answer') {
      this.#asked.get(output.request)?.(output.answer);
      this.#asked.delete(output.request);
    } else if (output.type === 'deliver') {
      const { delivery, activity } = output;
      const conversationId = activity.conversation?.id ?? '';
      this.#bot.deliver(
        activity,
        answer => this.#send({ type: 'bot answered', delivery, answer }),
        sent => this.#send({ type: 'bot sent', conversationId, activity: sent }),
      );
    } else if ('socket' in output) this.#streams.get(output.socket)?.(output);
  }
}
