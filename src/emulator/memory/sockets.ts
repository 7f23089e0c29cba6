import type { Answer } from '../core/messages.js';
import { errorAnswer } from '../core/refusal.js';
import type { Engine, SocketOutput } from '../engine.js';
import { ticketOf, vouched } from '../http/credential.js';
import { streamAddress } from '../http/streamUrl.js';
import type { LogEntry } from '../log.js';
import type { Handles } from './handles.js';
import type { Dial, Peer } from './line.js';

export interface SocketsParts {
  /** The only one that can be reached. */
  readonly host: string;
  readonly tickets: Handles;
  readonly engine: Pick<Engine, 'upgrade' | 'closed'>;
  readonly log: (entry: LogEntry) => void;
}

/** The service's ends of its sockets. */
export interface Sockets {
  readonly dial: Dial;
  perform(output: SocketOutput): void;
  closeAll(): void;
}

interface Handshake {
  readonly path: string;
  readonly peer: Peer;
}

export function createSockets({ host, tickets, engine, log }: SocketsParts): Sockets {
  // Mutable: who has asked and has no answer yet, some never; who is connected; how many there were; whether it is over.
  const waiting = new Map<string, Handshake>();
  const open = new Map<string, Peer>();
  let count = 0;
  let closed = false;

  function gone(socket: string, code: number, reason: string): void {
    if (!open.delete(socket)) return;
    log({ type: 'socketClosed', socket, code, reason });
    engine.closed(socket);
  }

  function accept(socket: string, conversationId: string): void {
    const handshake = waiting.get(socket);
    if (!handshake) return engine.closed(socket);
    waiting.delete(socket);
    open.set(socket, handshake.peer);
    log({ type: 'socketOpened', socket, conversationId });
    handshake.peer.opened();
  }

  function refuse(socket: string, { status, body }: Answer): void {
    const handshake = waiting.get(socket);
    if (!handshake) return;
    waiting.delete(socket);
    log({ type: 'socketRefused', path: handshake.path, status, reason: body.kind === 'error' ? body.message : '' });
    handshake.peer.refused();
  }

  function end(socket: string, code: number, reason: string, told = reason): void {
    const peer = open.get(socket);
    gone(socket, code, reason);
    peer?.ended(code, told);
  }

  function knock(socket: string, asked: URL): void {
    const path = asked.pathname;
    const address = streamAddress(path, asked.search);
    if (!address) return refuse(socket, errorAnswer(404, 'NotFound', `No stream at ${path}`));
    const { conversationId, watermark } = address;
    const ticket = ticketOf(address.ticket, (handle) => vouched(tickets.claimsOf(handle)));
    engine.upgrade({ socket, method: 'GET', path, conversationId, watermark, ticket });
  }

  return {
    dial(asked, peer) {
      const socket = `s${++count}`;
      if (closed || asked.host !== host) {
        peer.refused();
      } else {
        waiting.set(socket, { path: asked.pathname, peer });
        knock(socket, asked);
      }
      return {
        hangUp(code, reason) {
          waiting.delete(socket);
          gone(socket, code, reason);
        },
      };
    },
    perform(output) {
      const { socket } = output;
      switch (output.type) {
        case 'accept': return accept(socket, output.conversationId);
        case 'refuse': return refuse(socket, output.answer);
        case 'send': return open.get(socket)?.heard(output.text);
        case 'close': return end(socket, output.code, output.reason);
        case 'cut': return end(socket, 1006, 'cut', '');
        // Nobody is answered, and pings, which a silence holds back, there are none.
        case 'hang': case 'silence': case 'speak': return;
      }
    },
    closeAll() {
      closed = true;
      for (const { peer } of waiting.values()) peer.refused();
      for (const socket of [...open.keys()]) end(socket, 1006, 'the service is closed', '');
      waiting.clear();
    },
  };
}
