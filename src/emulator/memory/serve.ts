import { asyncScheduler } from 'rxjs';
import type { Composed } from '../composed.js';
import type { Answer, Body, Credential, ServiceRequest } from '../core/messages.js';
import type { Uncertainties } from '../core/uncertain.js';
import { credentialOf, ticketOf, vouched } from '../http/credential.js';
import type { Reading } from '../http/route.js';
import { sideOf } from '../http/side.js';
import { versionOf } from '../http/version.js';
import { passesOf, written } from '../http/written.js';
import type { LogEntry } from '../log.js';
import type { Handles } from './handles.js';
import type { Received } from './request.js';
import { responseOf } from './response.js';
import { createRouter } from './router.js';

export interface ServeParts {
  readonly able: Pick<Composed, 'routes' | 'damaged' | 'unlessLost'>;
  readonly secret: string;
  readonly tokens: Handles;
  readonly tickets: Handles;
  readonly uncertain: Pick<Uncertainties, 'streamUrl'>;
  readonly log: (entry: LogEntry) => void;
  /** Hands a request to the core and waits for its answer. */
  readonly ask: (request: Omit<ServiceRequest, 'id'>) => Promise<Answer>;
}

/** Answers a request; the core has it when this returns, if its body was a text. */
export function createServe({ able, secret, tokens, tickets, uncertain, log, ask }: ServeParts): (request: Received) => Promise<Response> {
  const find = createRouter(able.routes);

  const credentialFor = ({ url, header }: Received, { ticket }: Reading): Credential =>
    ticket
      ? ticketOf(url.searchParams.get('t') ?? undefined, (t) => vouched(tickets.claimsOf(t)))
      : credentialOf(header('authorization'), url.pathname, secret, (token) => vouched(tokens.claimsOf(token)));

  return async (request) => {
    const startedAt = asyncScheduler.now();
    const { method, url } = request;
    const path = url.pathname;
    const { call, reading } = find(request);
    const credential = credentialFor(request, reading);
    const askedWith = (body: Body): Promise<Answer> => ask({ method, path, call, credential, body });

    const body = request.body(reading);
    const answer = await ('then' in body ? body.then(askedWith) : askedWith(body));
    const { token, ticket } = passesOf(answer);
    const passes = { token: token ? tokens.give(token) : '', ticket: ticket ? tickets.give(ticket) : '' };
    const { damage } = answer;
    const ms = asyncScheduler.now() - startedAt;
    log({ type: 'request', side: sideOf(path), method, path, status: answer.status, ms, ...(damage && { damage: damage.kind }) });
    const asked = { host: url.host, version: versionOf(path), scheme: uncertain.streamUrl };
    const response = responseOf(written(answer, passes, asked, able.damaged));
    return damage ? able.unlessLost(response, damage) : response;
  };
}
