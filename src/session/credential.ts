import { asyncScheduler, catchError, defer, map, throwError, type Observable, type ObservableInput } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { firstAnswer } from '../flow/answerOf.js';
import { malformed } from '../protocol/call.js';
import { newTokenFrom, type Token } from '../protocol/token.js';
import { isCredential, isRecord } from '../protocol/record.js';
import type { TokenResponse } from '../protocol/types.js';

/** Where a client's tokens come from: one token, the bot's secret, or a function of the app. */
export type Source =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'function'; readonly getToken: (request: Request) => ObservableInput<string | TokenResponse | Token> | string | TokenResponse | Token };

interface Request {
  readonly reason: 'start' | 'expired';
  readonly conversationId?: string;
}

/** Calls the function `token`: emits its token, or nothing where it completes empty. Errors with `DirectLineCallbackError`. */
export const askForToken = (
  { getToken }: Extract<Source, { kind: 'function' }>,
  reason: Request['reason'],
  conversationId: string | undefined,
): Observable<Token> =>
  defer(() => {
    const askedAtMs = asyncScheduler.now();
    return firstAnswer(() => getToken({ reason, ...(conversationId !== undefined && { conversationId }) })).pipe(
      map(answer => tokenFor(answer, askedAtMs)),
    );
  }).pipe(catchError((cause: unknown) => throwError(() => new DirectLineCallbackError('token', { cause }))));

/** Checks the app's answer, since JavaScript can return anything. */
const tokenFor = (answer: unknown, askedAtMs: number): Token => {
  if (isCredential(answer)) return newTokenFrom({ token: answer }, askedAtMs);
  if (isRecord(answer) && isToken(answer)) return answer;
  if (!isRecord(answer) || !isCredential(answer['token']))
    throw malformed('token', answer, 'a token without spaces or line breaks, or { token, conversationId?, expires_in? }');
  const { conversationId, expires_in } = answer;
  return newTokenFrom({ token: answer['token'], expires_in, ...(typeof conversationId === 'string' && { conversationId }) }, askedAtMs);
};

/** What `generateToken` emits. */
const isToken = (answer: Readonly<Record<string, unknown>>): answer is Readonly<Record<string, unknown>> & Token =>
  isCredential(answer['value']) && typeof answer['issuedAtMs'] === 'number' && typeof answer['expiresAtMs'] === 'number';
