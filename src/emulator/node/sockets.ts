import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SocketOutput } from '../engine.js';
import type { LogEntry } from '../log.js';
import { halfFrame } from './halfFrame.js';
import type { Handshakes } from './handshakes.js';

/** The streams of this process. */
export interface Sockets {
  /** Does to a socket what the core says. */
  perform(output: SocketOutput): void;
  closeAll(): void;
}

const maxPayload = 262_144;
const ignore = (): void => {};

/** `closed` hears of every socket that is gone, and of those that did not come to be. */
export function createSockets(handshakes: Handshakes, closed: (socket: string) => void, log: (entry: LogEntry) => void): Sockets {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload, autoPong: false });
  const open = new Map<string, WebSocket>();
  const connections = new Map<string, Duplex>();
  const silent = new Set<string>();
  /** Why we ended it: what the peer says of it is not to be relied on. */
  const ended = new Map<string, { code: number; reason: string }>();

  function opened(socket: string, conversationId: string, webSocket: WebSocket): void {
    open.set(socket, webSocket);
    log({ type: 'socketOpened', socket, conversationId });
    webSocket.on('ping', (data) => {
      if (!silent.has(socket)) webSocket.pong(data, false, ignore);
    });
    webSocket.on('message', ignore); // The stream goes one way (docs/protocol.md, 7).
    webSocket.on('error', ignore); // 'close' follows.
    webSocket.on('close', (code, reason) => {
      log({ type: 'socketClosed', socket, ...(ended.get(socket) ?? { code, reason: reason.toString() }) });
      open.delete(socket);
      connections.delete(socket);
      silent.delete(socket);
      ended.delete(socket);
      closed(socket);
    });
  }

  function accept(socket: string, conversationId: string): void {
    const handshake = handshakes.take(socket);
    if (handshake && !handshake.connection.destroyed) {
      const { request, connection, head } = handshake;
      connections.set(socket, connection);
      server.handleUpgrade(request, connection, head, (webSocket) => opened(socket, conversationId, webSocket));
    }
    if (open.has(socket)) return;
    connections.delete(socket);
    closed(socket);
  }

  function end(socket: string, code: number, reason: string, how: (webSocket: WebSocket) => void): void {
    const webSocket = open.get(socket);
    if (!webSocket) return;
    ended.set(socket, { code, reason });
    how(webSocket);
  }

  /** Past `ws`, which writes whole frames only. */
  function breakOff(socket: string, text: string): void {
    const connection = connections.get(socket);
    end(socket, 1006, 'cut in the middle of a frame', (it) => void connection?.write(halfFrame(text), () => it.terminate()));
  }

  return {
    perform(output) {
      const { socket } = output;
      switch (output.type) {
        case 'accept': return accept(socket, output.conversationId);
        case 'refuse': return handshakes.refuse(socket, output.answer);
        case 'hang': return void handshakes.take(socket);
        case 'send': return open.get(socket)?.send(output.text, ignore);
        case 'close': return end(socket, output.code, output.reason, (it) => it.close(output.code, output.reason));
        case 'cut': return output.within === undefined
          ? end(socket, 1006, 'cut', (it) => it.terminate())
          : breakOff(socket, output.within);
        case 'silence': return void silent.add(socket);
        case 'speak': return void silent.delete(socket);
      }
    },
    closeAll() {
      for (const webSocket of open.values()) webSocket.terminate();
      handshakes.closeAll();
      server.close();
    },
  };
}
