import type { Answer, BotAnswer, Output } from '../../src/emulator/core/messages.js';
import type { Fault } from '../../src/emulator/core/faultPlan.js';
import { headOf } from '../../src/emulator/core/watermarks.js';
import { createWorld, type Conversation, type World } from '../../src/emulator/core/world.js';
import { drive, type Driver } from '../../src/emulator/driver.js';
import type { SocketOutput } from '../../src/emulator/engine.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { settingsOf } from '../../src/emulator/settings.js';
import type { Activity } from '../../src/protocol/types.js';
import type { HttpRequest } from '../../src/transport/http.js';
import { able, BASE_URL, SECRET, wireOf, type Read, type Wire } from './wire.js';

export interface Bot {
  deliver(activity: Activity, answered: (answer: BotAnswer) => void, send: (activity: Activity) => void): void;
}

/** The emulator in virtual time: a service that knows no network. */
export class Service {
  readonly world: World;
  /** Conversations that it has lost. */
  readonly forgotten: Conversation[] = [];
  /** What must not happen in it. */
  readonly defects: unknown[] = [];
  readonly #bot: Bot;
  readonly #wire: Wire;
  readonly #driver: Driver;
  /** Mutable: who waits for an answer, and who holds a stream. */
  readonly #asked = new Map<string, (answer: Answer) => void>();
  readonly #streams = new Map<string, (output: SocketOutput) => void>();
  /** Stream URLs that were made without a watermark. */
  readonly #urlsFromNow = new Set<string>();
  #count = 0;

  /** A stream without a watermark begins with the `reconnect` call, as documented (docs/protocol.md, 5), or only with its own `opening`. */
  constructor(options: EmulatorOptions, bot: Bot, private readonly fromNow: 'reconnect' | 'opening' = 'reconnect') {
    const settings = settingsOf(options, BASE_URL, { botLabel: 'bot', botRefusedHint: '' }, () => 1);
    this.world = createWorld(settings, able.parts);
    this.#bot = bot;
    this.#wire = wireOf(settings);
    this.#driver = drive(this.world, { perform: output => this.#perform(output), defect: error => this.defects.push(error) });
  }

  ask(request: HttpRequest, answered: (answer: Read) => void): void {
    const id = `r${++this.#count}`;
    const { request: asked, written } = this.#wire.exchange(request);
    const { call } = asked;
    const isFromNow = call.op === 'reconnect' && !call.watermark;
    this.#asked.set(id, answer => {
      const read = written(answer);
      if (isFromNow && hasStreamUrl(read.body)) this.#urlsFromNow.add(read.body.streamUrl);
      answered(read);
    });
    this.#driver.send({ type: 'request', request: { id, ...asked } });
  }

  /** Opens a stream; what happens to it is told to `told`. Gives its id. */
  upgrade(url: string, told: (output: SocketOutput) => void): string {
    const socket = `s${++this.#count}`;
    this.#streams.set(socket, told);
    const upgrade = this.#wire.upgrade(url);
    const conversation = this.fromNow === 'opening' && this.#urlsFromNow.has(url) ? this.world.conversations.get(upgrade.conversationId) : undefined;
    this.#driver.send({ type: 'upgrade', upgrade: { socket, ...upgrade, ...(conversation && { watermark: headOf(this.world, conversation) }) } });
    return socket;
  }

  /** Starts a conversation for somebody else, in which the bot says something so many times. Returns its id. */
  begin(count: number): string {
    const ids: string[] = [];
    const request: HttpRequest = { method: 'POST', url: `${BASE_URL}/v3/directline/conversations`, headers: { Authorization: `Bearer ${SECRET}` }, timeoutMs: 10_000 };
    this.ask(request, ({ body }) => hasId(body) && ids.push(body.conversationId));
    for (let said = 1; said <= count; said += 1) this.say({ type: 'message', text: `said before, ${said}` });
    const [id] = ids;
    if (id === undefined) throw new Error('no conversation was started');
    return id;
  }

  socketClosed(socket: string): void {
    this.#driver.send({ type: 'socket closed', socket });
  }

  fault(fault: Fault): void {
    this.#driver.send({ type: 'fault', fault });
  }

  /** A message of the bot that nobody asked for, in every conversation. */
  say(activity: Activity): void {
    for (const conversationId of [...this.world.conversations.keys()]) this.#driver.send({ type: 'bot sent', conversationId, activity });
  }

  /** Loses its conversations, and with them their streams. */
  forget(): void {
    this.fault({ kind: 'drop' });
    this.forgotten.push(...this.world.conversations.values());
    this.world.conversations.clear();
  }

  stop(): void {
    this.#driver.stop();
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
        answer => void this.#driver.send({ type: 'bot answered', delivery, answer }),
        sent => void this.#driver.send({ type: 'bot sent', conversationId, activity: sent }),
      );
    } else if ('socket' in output) this.#streams.get(output.socket)?.(output);
  }
}

const hasStreamUrl = (body: unknown): body is { readonly streamUrl: string } =>
  typeof body === 'object' && body !== null && 'streamUrl' in body && typeof body.streamUrl === 'string';

const hasId = (body: unknown): body is { readonly conversationId: string } =>
  typeof body === 'object' && body !== null && 'conversationId' in body && typeof body.conversationId === 'string';
