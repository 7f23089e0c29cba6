import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const tokensOf = (header: string | undefined): readonly string[] => (header ?? '').split(',').map((token) => token.trim().toLowerCase());

/** Whether a request wants the stream, and not another protocol. */
export const wantsWebSocket = ({ headers }: IncomingMessage): boolean => tokensOf(headers.upgrade).includes('websocket');

/** Names of what belongs to the upgrade only. */
const hopNames = new Set(['upgrade', 'http2-settings']);

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1 || hopNames.has(name.toLowerCase())) return [];
    const value = rawHeaders[index + 1] ?? '';
    if (name.toLowerCase() !== 'connection') return [`${name}: ${value}`];
    const kept = tokensOf(value).filter((token) => !hopNames.has(token));
    return kept.length === 0 ? [] : [`${name}: ${kept.join(', ')}`];
  });
  return [`${method} ${url} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n');
}

/**
 * A server may ignore the wish for a protocol that it does not speak (RFC 9110, 7.8), `h2c` say. Node has given up the connection
 * by then, so it is taken in again, with the request as it would have been without the wish.
 */
export function serveAsRequest(server: Server, request: IncomingMessage, connection: Duplex, head: Buffer): void {
  connection.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]));
  server.emit('connection', connection);
}
