import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from '../core/messages.js';
import { errorJson } from '../core/refusal.js';
import { corsHeaders } from '../http/cors.js';
import type { LogEntry } from '../log.js';

/** A request to upgrade. */
export interface Handshake {
  readonly request: IncomingMessage;
  readonly connection: Duplex;
  readonly head: Buffer;
}

/** Upgrades that nobody has answered yet; some never will be. */
export interface Handshakes {
  /** Returns the name of the socket to be. */
  begin(handshake: Handshake): string;
  take(socket: string): Handshake | undefined;
  refuse(socket: string, answer: Answer): void;
  closeAll(): void;
}

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

function httpText({ status, headers, body }: Answer, origin: string | undefined): string {
  const text = body.kind === 'error' ? JSON.stringify(errorJson(body)) : '';
  const fields = Object.entries({
    'Content-Type': 'application/json; charset=utf-8', ...headers, ...corsHeaders(origin, 'origin'),
    Connection: 'close', 'Content-Length': Buffer.byteLength(text),
  });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

export function createHandshakes(log: (entry: LogEntry) => void): Handshakes {
  const waiting = new Map<string, Handshake>();
  const connections = new Set<Duplex>();
  let count = 0;

  function take(socket: string): Handshake | undefined {
    const handshake = waiting.get(socket);
    waiting.delete(socket);
    return handshake;
  }

  return {
    begin(handshake) {
      const socket = `s${++count}`;
      const { connection } = handshake;
      waiting.set(socket, handshake);
      connections.add(connection);
      connection.on('error', () => {}); // 'close' follows.
      connection.on('close', () => {
        connections.delete(connection);
        waiting.delete(socket);
      });
      return socket;
    },
    take,
    refuse(socket, answer) {
      const handshake = take(socket);
      if (!handshake) return;
      const reason = answer.body.kind === 'error' ? answer.body.message : '';
      log({ type: 'socketRefused', path: pathOf(handshake.request), status: answer.status, reason });
      handshake.connection.end(httpText(answer, handshake.request.headers.origin));
    },
    closeAll() {
      for (const connection of connections) connection.destroy();
    },
  };
}
