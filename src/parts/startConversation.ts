import { asyncScheduler, defer, map, of, share, take, tap, type Observable } from 'rxjs';
import type { Conversation } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import { newTokenFrom } from '../protocol/token.js';
import type { TokenParameters } from '../protocol/types.js';
import { parametersOf } from './calls.js';
import { directLineService } from './service.js';

/** What opens a conversation: the bot's secret, or a token. */
export type ConversationCredential =
  | { readonly secret: string; readonly token?: undefined }
  | { readonly token: string; readonly secret?: undefined };

export type StartConversationOptions = ConversationCredential & TokenParameters & {
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
export const startConversation = ({ service = directLineService(), secret, token, ...parameters }: StartConversationOptions): Observable<Conversation> => {
  // Mutable: the answer, for good. The token and the stream both subscribe; without it they would start two conversations.
  let answer: Conversation | undefined;
  const start$ = defer(() => service.protocol.startConversation(secret ?? token ?? '', parametersOf(parameters))).pipe(
    // Some services return no token: the one that was used goes on.
    map((started): Conversation => (started.token || token === undefined ? started : { ...started, token: newTokenFrom({ token }, asyncScheduler.now()) })),
    take(1),
    tap((started) => (answer = started)),
    share(),
  );
  return defer(() => (answer ? of(answer) : start$));
};
