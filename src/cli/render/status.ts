import type { ConnectionStatus } from '../../index.js';
import { duration } from './duration.js';
import { why } from './error.js';

type Online = Extract<ConnectionStatus, { state: 'online' }>;

const polling: Readonly<Record<NonNullable<Online['because']>, string>> = {
  collision: 'another client holds the stream',
  handshake: 'no socket would open',
};

const nextAttempt = (delayMs: number, attempt: number): string =>
  delayMs < 50 ? 'next attempt now' : `next attempt in ${duration(delayMs)} (attempt ${attempt})`;

/** What the status is, why, and what comes next or can be done; `before` tells a loss from a connection that never was. */
export const statusText = (status: ConnectionStatus, before?: ConnectionStatus): string => {
  switch (status.state) {
    case 'idle':
      return 'idle: nobody listens';
    case 'connecting':
      return status.attempt > 1 ? `connecting (attempt ${status.attempt})` : 'connecting';
    case 'online':
      return `online (${status.transport}${status.because ? `: ${polling[status.because]}` : ''})`;
    case 'waiting':
      return `${before?.state === 'online' ? 'lost' : 'not connected'}: ${why(status.error)}; ${nextAttempt(status.delayMs, status.attempt)}`;
    case 'expired':
      return `expired: ${why(status.error)}; /reconnect asks again`;
    case 'failed':
      return `given up: ${why(status.error)}`;
    case 'ended':
      return `ended: ${endings[status.reason]}`;
  }
};

const endings: Readonly<Record<Extract<ConnectionStatus, { state: 'ended' }>['reason'], string>> = {
  end: 'the chat is over',
  endOfConversation: 'the bot ended the conversation; start again for a new one',
  gone: 'the service does not know the conversation any more; start again for a new one',
};
