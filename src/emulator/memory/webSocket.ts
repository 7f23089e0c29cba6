import { Closed } from './closed.js';
import type { HostWebSocket } from './host.js';
import type { Dial, Line, Peer } from './line.js';
import type { Soon } from '../soon.js';

const isCloseCode = (code: number): boolean => code === 1000 || (code >= 3000 && code <= 4999);

function addressOf(url: string | URL): URL {
  try {
    const address = new URL(url);
    if (/^wss?:$/.test(address.protocol)) return address;
  } catch {
    // The error is the same.
  }
  throw new DOMException('a WebSocket has a URL that begins with ws:// or wss://', 'SyntaxError');
}

/** The DOM's WebSocket on a line of this process: events are dispatched soon, never within a call. */
class StreamSocket extends EventTarget implements WebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  readonly url: string;
  readonly protocol = '';
  readonly extensions = '';
  readonly bufferedAmount = 0;
  binaryType: BinaryType = 'blob';
  onopen: WebSocket['onopen'] = null;
  onmessage: WebSocket['onmessage'] = null;
  onerror: WebSocket['onerror'] = null;
  onclose: WebSocket['onclose'] = null;

  // Mutable: how far it has come, and what there is to hang up once it has dialled.
  #state: 0 | 1 | 2 | 3 = 0;
  #line: Line | undefined;
  readonly #soon: Soon;

  constructor(url: string | URL, dial: Dial, soon: Soon) {
    super();
    this.#soon = soon;
    const address = addressOf(url);
    this.url = address.href;
    this.addEventListener('open', (event) => this.onopen?.(event));
    this.addEventListener('message', (event) => void (event instanceof MessageEvent && this.onmessage?.(event)));
    this.addEventListener('error', (event) => this.onerror?.(event));
    this.addEventListener('close', (event) => void (event instanceof Closed && this.onclose?.(event)));
    const peer: Peer = {
      opened: () => soon(() => this.#opened()),
      refused: () => soon(() => this.#failed()),
      heard: (data) => soon(() => void (this.#state === 1 && this.dispatchEvent(new MessageEvent('message', { data, origin: address.origin })))),
      ended: (code, reason) => soon(() => this.#closed(code, reason)),
    };
    soon(() => void (this.#state === 0 && (this.#line = dial(address, peer))));
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state;
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && !isCloseCode(code)) throw new DOMException('a close code is 1000, or from 3000 to 4999', 'InvalidAccessError');
    if (new Blob([reason]).size > 123) throw new DOMException('the reason of a close has 123 bytes at most', 'SyntaxError');
    if (this.#state > 1) return;
    const wasOpen = this.#state === 1;
    this.#state = 2;
    this.#soon(() => {
      this.#line?.hangUp(code ?? 1005, reason);
      if (wasOpen) this.#closed(code ?? 1005, reason);
      else this.#failed();
    });
  }

  /** The stream goes one way (docs/protocol.md, 7). */
  send(): void {
    if (this.#state === 0) throw new DOMException('the socket is not open yet', 'InvalidStateError');
  }

  #opened(): void {
    if (this.#state !== 0) return;
    this.#state = 1;
    this.dispatchEvent(new Event('open'));
  }

  #failed(): void {
    if (this.#state === 3) return;
    this.#state = 3;
    this.dispatchEvent(new Event('error'));
    this.dispatchEvent(new Closed(1006, ''));
  }

  #closed(code: number, reason: string): void {
    if (this.#state === 3) return;
    this.#state = 3;
    this.dispatchEvent(new Closed(code, reason));
  }
}

/** A WebSocket class that reaches one service. */
export const createWebSocket = (dial: Dial, soon: Soon): HostWebSocket =>
  class WebSocket extends StreamSocket {
    constructor(url: string | URL, _protocols?: string | string[]) {
      super(url, dial, soon);
    }
  };
