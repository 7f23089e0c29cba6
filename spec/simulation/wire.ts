import { allAbilities } from '../../src/emulator/abilities/all.js';
import { composed } from '../../src/emulator/composed.js';
import type { Answer, Body, ServiceRequest, UpgradeRequest } from '../../src/emulator/core/messages.js';
import type { Uncertainties } from '../../src/emulator/core/uncertain.js';
import { credentialOf, ticketOf, vouched } from '../../src/emulator/http/credential.js';
import { streamAddress } from '../../src/emulator/http/streamUrl.js';
import { versionOf } from '../../src/emulator/http/version.js';
import { passesOf, written } from '../../src/emulator/http/written.js';
import { createHandles } from '../../src/emulator/memory/handles.js';
import { received } from '../../src/emulator/memory/request.js';
import { createRouter } from '../../src/emulator/memory/router.js';
import type { HttpRequest } from '../../src/transport/http.js';

export const BASE_URL = 'https://service';
export const SECRET = 'SECRETTEXT.of.the.bot';
/** How the two halves of every token and ticket begin: what must not be told. */
export const IN_TOKENS = ['{"alg":"none', '{"bot":"bot"'].map(text => btoa(text));

/** An answer as a client reads it. */
export interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request as the core takes it, and how what it answers is read. */
export interface Exchange {
  readonly request: Omit<ServiceRequest, 'id'>;
  readonly written: (answer: Answer) => Read;
}

/** What lies between a client and the core. */
export interface Wire {
  readonly exchange: (request: HttpRequest) => Exchange;
  readonly upgrade: (url: string) => Omit<UpgradeRequest, 'socket'>;
}

export const able = composed(allAbilities);
const find = createRouter(able.routes);

export const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/]*/, '').replace(/\?.*/, '');

/** The service in memory without its promises, which virtual time would hold back. */
export const wireOf = ({ streamUrl }: Pick<Uncertainties, 'streamUrl'>): Wire => {
  const [tokens, tickets] = [createHandles(), createHandles()];
  return {
    exchange: ({ method, url: address, headers, body }) => {
      const sent = received(address, { method, headers, ...(body !== undefined && { body }) }, BASE_URL);
      const { call, reading } = find(sent);
      const { host, pathname: path } = sent.url;
      const credential = credentialOf(sent.header('authorization'), path, SECRET, token => vouched(tokens.claimsOf(token)));
      return {
        request: { method, path, call, credential, body: textIn(sent.body(reading)) },
        written: answer => {
          const { token, ticket } = passesOf(answer);
          const passes = { token: token ? tokens.give(token) : '', ticket: ticket ? tickets.give(ticket) : '' };
          const { status, headers: told, body: said } = written(answer, passes, { host, version: versionOf(path), scheme: streamUrl }, able.damaged);
          return { status, headers: told, body: typeof said === 'string' ? JSON.parse(said) : undefined };
        },
      };
    },
    upgrade: url => {
      const { pathname: path, search } = new URL(url);
      const { conversationId = '', watermark, ticket } = streamAddress(path, search) ?? {};
      return { method: 'GET', path, conversationId, watermark, ticket: ticketOf(ticket, text => vouched(tickets.claimsOf(text))) };
    },
  };
};

const textIn = (body: Body | Promise<Body>): Body => {
  if ('then' in body) throw new Error('what is posted in a simulation is a text');
  return body;
};
