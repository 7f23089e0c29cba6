import { asyncScheduler, defer, map, of, switchMap, tap, type Observable } from 'rxjs';
import { malformed } from '../protocol/call.js';
import type { StreamingProtocol } from '../protocol/protocol.js';
import type { Ticket } from '../protocol/tickets.js';
import type { Authorized } from './authorized.js';
import type { Known, Store } from './store.js';

/**
 * A ticket for the conversation's stream: the one that came with the start, once, else a new one that goes on after the
 * watermark. Subscribing opens the conversation if need be. Docs/protocol.md, 4.1 and 5.
 */
export const streamTicket = (conversation$: Observable<Known>, store: Store, protocol: StreamingProtocol, authorized: Authorized): Observable<Ticket> => {
  const asked$ = authorized((token, conversationId) => protocol.reconnectToConversation(token, conversationId, store.watermark)).pipe(
    tap(({ grant }) => grant && store.offer(grant)),
    map(({ ticket }) => {
      if (ticket) return ticket;
      throw malformed('reconnect to conversation, streamUrl', ticket, 'a text');
    }),
  );
  return conversation$.pipe(
    switchMap(() => defer(() => {
      const ticket = store.takeTicket(asyncScheduler.now());
      return ticket ? of(ticket) : asked$;
    })),
  );
};
