import { asyncScheduler, catchError, defer, from, map, take, throwError, type Observable, type ObservableInput } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { newGrantOf, type Grant } from '../protocol/grant.js';
import { isCredential, isRecord } from '../protocol/record.js';
import type { TokenResponse } from '../protocol/types.js';

/** What this client may speak with: one token, the bot's secret, or somebody who gives tokens. */
export type Source =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'getToken'; readonly getToken: (request: Request) => ObservableInput<string | TokenResponse> };

interface Request {
  readonly reason: 'start' | 'expired';
  readonly conversationId?: string;
}

/** Asks the app for a token: emits it, or nothing when there is none; what goes wrong is a `DirectLineCallbackError`. */
export const askForToken = (
  { getToken }: Extract<Source, { kind: 'getToken' }>,
  reason: Request['reason'],
  conversationId: string | undefined,
): Observable<Grant> =>
  defer(() => {
    const askedAtMs = asyncScheduler.now();
    return from(getToken({ reason, ...(conversationId !== undefined && { conversationId }) })).pipe(
      take(1),
      map(answer => newGrantOf(tokenOf(answer), askedAtMs)),
    );
  }).pipe(catchError((cause: unknown) => throwError(() => new DirectLineCallbackError('getToken', { cause }))));

/** The app's answer is not ours to trust: JavaScript can give anything. */
const tokenOf = (answer: unknown): { token: string; conversationId?: string; expires_in?: unknown } => {
  if (isCredential(answer)) return { token: answer };
  if (!isRecord(answer) || !isCredential(answer['token']))
    throw malformed('getToken', answer, 'a token without spaces or line breaks, or { token, conversationId?, expires_in? }');
  const { conversationId, expires_in } = answer;
  return { token: answer['token'], expires_in, ...(typeof conversationId === 'string' && { conversationId }) };
};
