import { asyncScheduler, catchError, EMPTY, map, of, throwIfEmpty, type Observable } from 'rxjs';
import { DirectLineTokenExpiredError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { grantOf, lasting, type Grant } from '../protocol/grant.js';
import { hasStreams, type Protocol } from '../protocol/protocol.js';
import { refusal } from './authorized.js';
import { askForToken, type Source } from './credential.js';
import type { Store } from './store.js';

/** The token to begin with: one that is there already, the option's, the app's, or the secret's for a known conversation. */
export const firstGrant = (protocol: Protocol, store: Store, source: Source): Observable<Grant> => {
  const { grant, known, watermark } = store;
  // A start may wait, for the network say, for longer than its token lasts: the app gives another.
  const lapsed = grant && source.kind === 'getToken' && asyncScheduler.now() >= grant.expiresAtMs;
  if (grant && !lapsed) return of(grant);
  switch (source.kind) {
    case 'token':
      return of(grantOf({ token: source.token }, asyncScheduler.now()));
    case 'getToken':
      return askForToken(source, lapsed ? 'expired' : 'start', known?.conversationId).pipe(throwIfEmpty(noToken));
    case 'secret':
      return known ? grantBySecret(protocol, source.secret, known.conversationId, watermark) : EMPTY;
  }
};

/**
 * A token for a conversation that is known, by the secret: reconnecting gives one (docs/protocol.md, 5). In 1.1 nothing does,
 * but the secret opens each call itself (3.2).
 */
export const grantBySecret = (
  protocol: Protocol,
  secret: string,
  conversationId: string,
  watermark: string | undefined,
): Observable<Grant> => {
  if (!hasStreams(protocol)) return of(lasting(secret, conversationId));
  return protocol.reconnectToConversation(secret, conversationId, watermark).pipe(
    map(({ grant }) => {
      if (grant) return grant;
      throw malformed('reconnect to conversation, token', grant, 'a text');
    }),
    catchError((error: unknown) => refusal(error, conversationId)),
  );
};

export const noToken = (): DirectLineTokenExpiredError =>
  new DirectLineTokenExpiredError('getToken gave no token; reconnect(token?) asks again, or takes one');
