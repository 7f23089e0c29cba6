import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UpgradeRequest } from '../core/messages.js';
import { errorAnswer } from '../core/refusal.js';
import { checkedBy, ticketOf } from '../http/credential.js';
import type { Guard } from '../http/guard.js';
import type { Signer } from '../http/sign.js';
import { streamAddress } from '../http/streamUrl.js';
import { pathOf, type Handshakes } from './handshakes.js';
import { serveAsRequest, wantsWebSocket } from './otherUpgrades.js';

export interface UpgradeParts {
  readonly guard: Guard;
  readonly tickets: Signer;
  readonly handshakes: Handshakes;
  readonly ask: (upgrade: UpgradeRequest) => void;
}

/** Checks an upgrade as far as it is HTTP, and asks the core about the rest (docs/protocol.md, 7). */
export function onUpgrade(server: Server, { guard, tickets, handshakes, ask }: UpgradeParts): void {
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (!wantsWebSocket(request)) return serveAsRequest(server, request, connection, head);
    const socket = handshakes.begin({ request, connection, head });
    const path = pathOf(request);
    const why = guard(request.headers.host, request.headers.origin);
    const address = streamAddress(path, request.url?.split('?')[1] ?? '');
    if (why !== undefined) {
      handshakes.refuse(socket, errorAnswer(403, 'NotAllowed', why));
    } else if (address === undefined) {
      handshakes.refuse(socket, errorAnswer(404, 'NotFound', `No stream at ${path}`));
    } else {
      const { conversationId, watermark } = address;
      void Promise.resolve(ticketOf(address.ticket, checkedBy(tickets))).then((ticket) =>
        ask({ socket, method: request.method ?? 'GET', path, conversationId, watermark, ticket }));
    }
  });
}
