import { asyncScheduler, catchError, EMPTY, map, of, throwIfEmpty, type Observable } from 'rxjs';
import { DirectLineTokenError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { hasStreams, type Protocol } from '../protocol/protocol.js';
import { lastingToken, tokenFrom, type Token } from '../protocol/token.js';
import { refusal } from './authorizedCalls.js';
import { askForToken, type Source } from './credential.js';
import type { Store } from './store.js';

/** The token to begin with: the store's, the option's, the app's or, for a known conversation, one by the secret. */
export const firstToken = (protocol: Protocol, store: Store, source: Source): Observable<Token> => {
  const { token, conversation, watermark } = store;
  // A start may wait, for the network say, for longer than its token lasts: the app gives another.
  const lapsed = token && source.kind === 'function' && asyncScheduler.now() >= token.expiresAtMs;
  if (token && !lapsed) return of(token);
  switch (source.kind) {
    case 'token':
      return of(tokenFrom({ token: source.token }, asyncScheduler.now()));
    case 'function':
      return askForToken(source, lapsed ? 'expired' : 'start', conversation?.conversationId).pipe(throwIfEmpty(noToken));
    case 'secret':
      return conversation ? tokenBySecret(protocol, source.secret, conversation.conversationId, watermark) : EMPTY;
  }
};

/**
 * Gets a token for a known conversation by the secret: reconnecting returns one (docs/protocol.md, 5). In 1.1 no call does, but the secret
 * opens each call itself (3.2).
 */
export const tokenBySecret = (
  protocol: Protocol,
  secret: string,
  conversationId: string,
  watermark: string | undefined,
): Observable<Token> => {
  if (!hasStreams(protocol)) return of(lastingToken(secret, conversationId));
  return protocol.reconnectToConversation(secret, conversationId, watermark).pipe(
    map(({ token }) => {
      if (token) return token;
      throw malformed('reconnect to conversation, token', token, 'a text');
    }),
    catchError((error: unknown) => refusal(error, conversationId)),
  );
};

export const noToken = (): DirectLineTokenError =>
  new DirectLineTokenError('none', 'the function `token` gave no token; reconnect() calls it again, setToken(token) takes one');
