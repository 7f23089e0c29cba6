import { EMPTY } from 'rxjs';
import { hasStreams, type Protocol } from '../../src/protocol/protocol.js';
import type { TransportOption } from '../../src/connection/route.js';
import type { DirectLineOptions } from '../../src/index.js';
import type { Http } from '../../src/parts/index.js';

/** A text to say, and the text in which the bot's answer to it ends. */
export interface Exchange {
  readonly say: string;
  readonly answer: string;
}

/** What a bot is known to do; what is absent is not asked of it. */
export interface Can {
  /** The beginning of what it says, once, to whom it meets. */
  readonly greet?: string;
  /** Its one answer to a text that is none of the below, and has one word. */
  readonly echo?: (text: string) => string;
  /** Shows that it types before it answers. */
  readonly type?: Exchange;
  /** Streams its answer. */
  readonly stream?: Exchange;
  /** Says something and ends the conversation. */
  readonly end?: Exchange;
}

/** Where a service is, and how it is reached if not by the platform's own. */
export interface Service extends Pick<DirectLineOptions, 'fetch' | 'WebSocket'> {
  readonly url: string;
  readonly secret: string;
}

/** What the suite is run on. */
export interface Target {
  /** Where the service is, told before the first spec; closed, if it can be, after the last. */
  readonly service: () => Promise<Service & { readonly close?: () => Promise<void> }>;
  readonly protocol: (http: Http, baseUrl: string) => Protocol;
  readonly transport: TransportOption;
  readonly bot: { readonly name: string; readonly can: Can };
  /** How many specs may run side by side, where the service asks for more patience than usual. */
  readonly atOnce?: number;
  /** How it reads what nobody knows for sure, where that is not the likelier way (docs/protocol.md, 20). */
  readonly reading?: string;
  /** Specs that do not hold where it is read so, by their names, and why. */
  readonly except?: Readonly<Record<string, string>>;
}

/** What a spec may need of its target: a version, a way in which activities come, something that the bot does. */
export const needNames = ['3.0', '1.1', 'socket', 'polling', 'greet', 'echo', 'type', 'stream', 'end'] as const;
export type Need = (typeof needNames)[number];

/** What is said where that is missing. */
export const needs: Readonly<Record<Need, string>> = {
  '3.0': '1.1 has no parameters for tokens, no reconnect and nothing but messages (docs/protocol.md, 15)',
  '1.1': '3.0 carries every type of activity',
  socket: '`typing`, and with it the pieces of a streamed answer, is on the socket only (docs/protocol.md, 7)',
  polling: 'a socket brings them',
  greet: 'the bot is not known to greet',
  echo: 'the bot is not known to repeat what is said',
  type: 'the bot is not known to type',
  stream: 'the bot is not known to stream an answer',
  end: 'the bot is not known to end a conversation',
};

export const versionOf = ({ protocol }: Pick<Target, 'protocol'>): Protocol['version'] => protocol(() => EMPTY, '').version;

/** Whether activities come by a socket. */
export const isStreamed = ({ protocol, transport }: Pick<Target, 'protocol' | 'transport'>): boolean =>
  transport !== 'polling' && hasStreams(protocol(() => EMPTY, ''));

const meets = (target: Target, need: Need): boolean => {
  switch (need) {
    case '3.0':
    case '1.1':
      return versionOf(target) === need;
    case 'socket':
      return isStreamed(target);
    case 'polling':
      return !isStreamed(target);
    default:
      return target.bot.can[need] !== undefined;
  }
};

/** Why a spec is not for this target; `undefined` if it is. */
export const missing = (target: Target, needed: readonly Need[]): string | undefined => {
  const lacking = needed.find((need) => !meets(target, need));
  return lacking && needs[lacking];
};

export const nameOf = (target: Target): string =>
  [versionOf(target), target.transport, target.bot.name, ...(target.reading === undefined ? [] : [target.reading])].join(', ');
