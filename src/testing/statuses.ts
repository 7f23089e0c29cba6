import { DirectLineSocketError, DirectLineTokenExpiredError, type ConnectionStatus } from '../index.js';

/** The status of one state. */
export type StatusOf<State extends ConnectionStatus['state']> = Extract<ConnectionStatus, { readonly state: State }>;

type Fields<State extends ConnectionStatus['state']> = Partial<Omit<StatusOf<State>, 'state'>>;

/**
 * Complete connection statuses, each with fields of your own.
 *
 * @example
 * const connectionStatus$ = cold('a-b', { a: statuses.connecting(), b: statuses.online({ transport: 'polling' }) });
 */
export const statuses = {
  idle: (): StatusOf<'idle'> => ({ state: 'idle' }),
  connecting: (fields: Fields<'connecting'> = {}): StatusOf<'connecting'> => ({ state: 'connecting', attempt: 1, ...fields }),
  online: (fields: Fields<'online'> = {}): StatusOf<'online'> => ({ state: 'online', transport: 'websocket', ...fields }),
  waiting: (fields: Fields<'waiting'> = {}): StatusOf<'waiting'> => {
    const error = new DirectLineSocketError('the stream closed (1006)', true, 1006);
    return { state: 'waiting', attempt: 2, delayMs: 1_000, retryAtMs: 1_000, error, ...fields };
  },
  expired: (fields: Fields<'expired'> = {}): StatusOf<'expired'> => ({
    state: 'expired', error: new DirectLineTokenExpiredError('there is no token'), ...fields,
  }),
  failed: (fields: Fields<'failed'> = {}): StatusOf<'failed'> => ({
    state: 'failed', error: new DirectLineSocketError('the stream did not open', false), ...fields,
  }),
  ended: (fields: Fields<'ended'> = {}): StatusOf<'ended'> => ({ state: 'ended', reason: 'end', ...fields }),
};
