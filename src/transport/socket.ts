import { catchError, from, Observable, throwError } from 'rxjs';
import { DirectLineSocketError } from '../errors.js';
import { handOver } from '../flow/handOver.js';
import { reasonOf, redact } from '../redact.js';
import { loadWebSocket } from './platform.js';

/** What a socket tells: that it opened (and how to ping, where that can be done), a text, or just that it is alive. */
export type Frame =
  | { readonly kind: 'opened'; readonly ping?: () => void }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'alive' };

/**
 * Opens one socket a subscription and emits what it tells. Unsubscribing closes it. It never completes:
 * a close that we did not ask for, clean or not, is a `DirectLineSocketError`.
 */
export type Socket = (url: string) => Observable<Frame>;

/** As much of an event of a socket as is used. */
export interface SocketEvent {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** As much of a WebSocket as is used; the DOM's and that of `ws` fit. */
export interface WebSocketLike {
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: SocketEvent) => void): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** What `ws` has beyond the DOM's: pings, and an end that does not wait for a silent peer. */
interface NodeSocket {
  ping(): void;
  terminate(): void;
  on(event: 'pong', listener: () => void): unknown;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
}

const isNodeSocket = (socket: object): socket is NodeSocket =>
  'ping' in socket && typeof socket.ping === 'function' &&
  'terminate' in socket && typeof socket.terminate === 'function' &&
  'on' in socket && typeof socket.on === 'function';

const ALIVE: Frame = { kind: 'alive' };

const frames = (WebSocket: WebSocketConstructor, url: string): Observable<Frame> =>
  new Observable<Frame>(subscriber => {
    const socket = made(WebSocket, url);
    const node = isNodeSocket(socket) ? socket : undefined;
    let opened = false;
    let trouble = '';
    socket.addEventListener('open', () => {
      opened = true;
      subscriber.next(node ? { kind: 'opened', ping: () => node.ping() } : { kind: 'opened' });
    });
    // The event object that `ws` makes for a listener of the DOM's kind costs more than the rest of its work on a frame.
    if (node) node.on('message', (data, isBinary) => subscriber.next(isBinary ? ALIVE : { kind: 'text', text: String(data) }));
    else socket.addEventListener('message', ({ data }) => subscriber.next(typeof data === 'string' ? { kind: 'text', text: data } : ALIVE));
    node?.on('pong', () => subscriber.next(ALIVE));
    // An error is always followed by a close, which ends the stream; without this listener `ws` would throw.
    socket.addEventListener('error', ({ message }) => {
      trouble = redact(message ?? '');
    });
    socket.addEventListener('close', ({ code, reason }) => {
      const what = [opened ? 'the stream closed' : 'the stream did not open', code && `(${code})`, redact(reason ?? '') || trouble];
      subscriber.error(new DirectLineSocketError(what.filter(Boolean).join(' '), opened, code, reason && redact(reason)));
    });
    return () => {
      socket.close(...(opened ? [1000] : []));
      node?.terminate();
    };
  });

/** `Socket` on a WebSocket class: the given one, else the platform's. */
export const webSocket = (WebSocket?: WebSocketConstructor): Socket => url =>
  WebSocket
    ? frames(WebSocket, url)
    : from(loadWebSocket()).pipe(
        catchError((error: unknown) => throwError(() => notMade(error))),
        handOver(Loaded => frames(Loaded, url)),
      );

const made = (WebSocket: WebSocketConstructor, url: string): WebSocketLike => {
  try {
    return new WebSocket(url);
  } catch (error) {
    throw notMade(error);
  }
};

/** What a constructor throws quotes the URL, and with it the ticket. */
const notMade = (error: unknown): DirectLineSocketError =>
  new DirectLineSocketError(`the stream did not open ${reasonOf(error)}`, false);
