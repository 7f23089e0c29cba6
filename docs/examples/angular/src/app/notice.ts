import type { ConnectionStatus } from 'rx-directline';

/** What a person should know of the connection, and the button that there is for it. */
export interface Notice {
  readonly kind: 'calm' | 'busy' | 'trouble';
  readonly text: string;
  readonly button?: string;
}

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });

export const noticeOf = (status: ConnectionStatus, isOffline: boolean): Notice | undefined => {
  switch (status.state) {
    case 'online':
      return undefined;
    case 'idle':
    case 'connecting':
      return { kind: 'busy', text: 'Connecting …' };
    case 'waiting':
      return isOffline
        ? { kind: 'busy', text: 'You are offline. The chat goes on as soon as you are back.' }
        : { kind: 'busy', text: `Connection lost. Trying again at ${clock.format(status.retryAtMs)}.`, button: 'Try now' };
    case 'expired':
      return { kind: 'trouble', text: 'You are signed out.', button: 'Sign in again' };
    case 'failed':
      return { kind: 'trouble', text: 'The chat is not available just now.', button: 'Try again' };
    case 'ended':
      return { kind: 'calm', text: 'This conversation is over.' };
  }
};
