import type { ConnectionStatus } from '../../index.js';
import { duration } from './duration.js';
import { why } from './error.js';

type Online = Extract<ConnectionStatus, { state: 'online' }>;

const polling: Readonly<Record<NonNullable<Online['pollingReason']>, string>> = {
  otherClient: 'another client holds the stream',
  socketBlocked: 'no socket would open',
};

const nextAttempt = (delayMs: number, attempt: number): string =>
  delayMs < 50 ? 'next attempt now' : `next attempt in ${duration(delayMs)} (attempt ${attempt})`;

/** Says what the status is, why, and what comes next or can be done. */
export const statusText = (status: ConnectionStatus): string => {
  switch (status.state) {
    case 'idle':
      return 'idle: nobody listens';
    case 'connecting':
      return status.attempt > 1 ? `connecting (attempt ${status.attempt})` : 'connecting';
    case 'online':
      return `online (${status.transport}${status.pollingReason ? `: ${polling[status.pollingReason]}` : ''})`;
    case 'waiting':
      return `${status.hasBeenOnline ? 'lost' : 'not connected'}: ${why(status.error)}; ${nextAttempt(status.delayMs, status.attempt)}`;
    case 'needsToken':
      return `no token: ${why(status.error)}; /reconnect asks again`;
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
