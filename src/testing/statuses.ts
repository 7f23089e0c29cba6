import { DirectLineSocketError, DirectLineTokenExpiredError, type ConnectionStatus } from '../index.js';

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
  connecting: (fields: StatusFields<'connecting'> = {}): StatusOf<'connecting'> => ({ state: 'connecting', attempt: 1, ...fields }),
  online: (fields: StatusFields<'online'> = {}): StatusOf<'online'> => ({ state: 'online', transport: 'websocket', ...fields }),
  waiting: (fields: StatusFields<'waiting'> = {}): StatusOf<'waiting'> => {
    const error = new DirectLineSocketError('the stream closed (1006)', true, 1006);
    return { state: 'waiting', attempt: 2, delayMs: 1_000, retryAtMs: 1_000, error, ...fields };
  },
  expired: (fields: StatusFields<'expired'> = {}): StatusOf<'expired'> => ({
    state: 'expired', error: new DirectLineTokenExpiredError('there is no token'), ...fields,
  }),
  failed: (fields: StatusFields<'failed'> = {}): StatusOf<'failed'> => ({
    state: 'failed', error: new DirectLineSocketError('the stream did not open', false), ...fields,
  }),
  ended: (fields: StatusFields<'ended'> = {}): StatusOf<'ended'> => ({ state: 'ended', reason: 'end', ...fields }),
};
