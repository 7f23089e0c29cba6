import type { Socket } from '../transport/socket.js';
import type { Protocol } from './protocol.js';

/** Where a Direct Line service is and how it is reached: its calls and its sockets. `directLineService` makes one. */
export interface DirectLineService {
  readonly protocol: Protocol;
  readonly socket: Socket;
}
