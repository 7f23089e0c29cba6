import type { Socket } from '../transport/socket.js';
import type { Protocol } from './protocol.js';

/** Where a Direct Line service is and how it is reached: its calls and its sockets. `directLineService` makes one. */
export interface DirectLineService {
  /** Where it is, if that is known from the start. */
  readonly baseUrl?: string | undefined;
  readonly protocol: Protocol;
  readonly socket: Socket;
}
