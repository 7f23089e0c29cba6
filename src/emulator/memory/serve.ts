import { asyncScheduler, defer, from, switchMap, type Observable } from 'rxjs';
import type { Composed } from '../composed.js';
import type { Answer, Credential, ServiceRequest } from '../core/messages.js';
import type { Uncertainties } from '../core/uncertain.js';
import { credentialOf, ticketOf, vouched } from '../http/credential.js';
import type { Reading } from '../http/route.js';
import { sideOf } from '../http/side.js';
import { versionOf } from '../http/version.js';
import { passesOf, written, type Written } from '../http/written.js';
import type { LogEntry } from '../log.js';
import type { Handles } from './handles.js';
import type { Received } from './request.js';
import { createRouter } from './router.js';

export interface ServeParts {
  readonly able: Pick<Composed, 'routes' | 'damaged' | 'unlessLost'>;
  readonly secret: string;
  readonly tokens: Handles;
  readonly tickets: Handles;
  readonly uncertain: Pick<Uncertainties, 'streamUrl'>;
  readonly log: (entry: LogEntry) => void;
  /** Hands a request to the core and emits its answer. */
  readonly ask: (request: Omit<ServiceRequest, 'id'>) => Observable<Answer>;
}

/** Answers a request, once a subscription. */
export type Serve = (request: Received) => Observable<Written>;

/** If the body of a request is a text, the core has the request when `subscribe` returns, and nothing on the way is a promise. */
export function createServe({ able, secret, tokens, tickets, uncertain, log, ask }: ServeParts): Serve {
  const find = createRouter(able.routes);

  const credentialFor = ({ url, header }: Received, { ticket }: Reading): Credential =>
    ticket
      ? ticketOf(url.searchParams.get('t') ?? undefined, (t) => vouched(tickets.claimsOf(t)))
      : credentialOf(header('authorization'), url.pathname, secret, (token) => vouched(tokens.claimsOf(token)));

  return (request) => defer(() => {
    const startedAt = asyncScheduler.now();
    const { method, url } = request;
    const path = url.pathname;
    const { call, reading } = find(request);
    const credential = credentialFor(request, reading);
    const body = request.body(reading);

    return from('then' in body ? body : [body]).pipe(
      switchMap((read) => ask({ method, path, call, credential, body: read })),
      switchMap((answer) => {
        const { token, ticket } = passesOf(answer);
        const passes = { token: token ? tokens.give(token) : '', ticket: ticket ? tickets.give(ticket) : '' };
        const { damage } = answer;
        const ms = asyncScheduler.now() - startedAt;
        log({ type: 'request', side: sideOf(path), method, path, status: answer.status, ms, ...(damage && { damage: damage.kind }) });
        const asked = { host: url.host, version: versionOf(path), scheme: uncertain.streamUrl };
        return able.unlessLost(written(answer, passes, asked, able.damaged), damage);
      }),
    );
  });
}
