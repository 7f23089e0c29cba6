import { WebSocket } from 'ws';

/** `ws` without what it has beyond a page's WebSocket: it can neither ping nor be ended at once. */
export class PagesWebSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    Object.defineProperties(this, { ping: { value: undefined }, terminate: { value: undefined } });
  }
}
