import { asyncScheduler, defer, map, of, share, take, tap, type Observable } from 'rxjs';
import type { Conversation } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import { newTokenFrom } from '../protocol/token.js';
import { DirectLineOptionError } from '../errors.js';
import { kindOf } from '../options.js';
import { isCredential } from '../protocol/record.js';
import { parametersOf, type StartParameters } from './calls.js';
import { checkNames, directLineService } from './service.js';

/** What opens a conversation: the bot's secret, or a token. */
export type ConversationCredential =
  | { readonly secret: string; readonly token?: undefined }
  | { readonly token: string; readonly secret?: undefined };

export type StartConversationOptions = ConversationCredential & StartParameters & {
  /** Default: the service at the global host. */
  readonly service?: DirectLineService | undefined;
};

/**
 * One conversation, which a start makes (a 201: `started` is `new`) or joins (a 200: `existing`). The first subscription sends the request, and
 * all subscriptions get the same answer, also later. Unsubscribing before the answer aborts the request. Errors are those of the request
 * (`DirectLineHttpError`, `DirectLineNetworkError`, `DirectLineTimeoutError`, `DirectLineProtocolError`). An error is not kept: the next
 * subscription starts again. Docs/protocol.md, 4.
 * @example
 * const conversation$ = startConversation({ secret });
 * conversation$.subscribe(({ conversationId, started }) => console.log(conversationId, started));
 */
export const startConversation = (options: StartConversationOptions): Observable<Conversation> => {
  checkNames('startConversation', options, ['service', 'secret', 'token', 'user', 'locale', 'trustedOrigins', 'eTag']);
  const { service = directLineService(), secret, token, ...parameters } = options;
  const credential = secret ?? token;
  if (!isCredential(credential) || (secret !== undefined && token !== undefined))
    throw new DirectLineOptionError('secret, token', secret !== undefined && token !== undefined ? 'both' : kindOf('secret', credential), 'one of the two, a text without spaces or line breaks');
  const { baseUrl } = service;
  // Mutable: the answer, for good. The token and the stream both subscribe; without it they would start two conversations.
  let answer: Conversation | undefined;
  const start$ = defer(() => service.protocol.startConversation(credential, parametersOf(parameters))).pipe(
    // Some services return no token: the one that was used goes on.
    map((started): Conversation => ({
      ...started,
      ...(!started.token && token !== undefined && { token: newTokenFrom({ token }, asyncScheduler.now()) }),
      ...(baseUrl !== undefined && { baseUrl }),
    })),
    take(1),
    tap((started) => (answer = started)),
    share(),
  );
  return defer(() => (answer ? of(answer) : start$));
};
