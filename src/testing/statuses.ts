import { DirectLineSocketError, DirectLineTokenError } from '../errors.js';
import type { ConnectionStatus } from '../index.js';

/** The status of one state. */
export type StatusOf<State extends ConnectionStatus['state']> = Extract<ConnectionStatus, { readonly state: State }>;

/** The fields of a status that a test may set. */
export type StatusFields<State extends ConnectionStatus['state']> = Partial<Omit<StatusOf<State>, 'state'>>;

/**
 * Complete connection statuses, each with fields of your own.
 *
 * @example
 * const connectionStatus$ = cold('a-b', { a: statuses.connecting(), b: statuses.online({ transport: 'polling' }) });
 */
export const statuses = {
  idle: (): StatusOf<'idle'> => ({ state: 'idle' }),
  connecting: (fields: StatusFields<'connecting'> = {}): StatusOf<'connecting'> => ({ state: 'connecting', run: 1, attempt: 1, transport: 'websocket', ...fields }),
  online: (fields: StatusFields<'online'> = {}): StatusOf<'online'> => ({ state: 'online', run: 1, transport: 'websocket', ...fields }),
  waiting: (fields: StatusFields<'waiting'> = {}): StatusOf<'waiting'> => {
    const error = new DirectLineSocketError('the stream closed (1006)', true, 1006);
    return { state: 'waiting', run: 1, attempt: 2, delayMs: 1_000, retryAtMs: 1_000, hasBeenOnline: true, error, ...fields };
  },
  needsToken: (fields: StatusFields<'needsToken'> = {}): StatusOf<'needsToken'> => {
    const reason = 'expired';
    return { state: 'needsToken', reason, error: new DirectLineTokenError(reason, 'the token has expired'), ...fields };
  },
  failed: (fields: StatusFields<'failed'> = {}): StatusOf<'failed'> => ({
    state: 'failed', error: new DirectLineSocketError('the stream did not open', false), ...fields,
  }),
  ended: (fields: StatusFields<'ended'> = {}): StatusOf<'ended'> => ({ state: 'ended', reason: 'end', ...fields }),
};
