import type { ConnectionStatus, DirectLineError } from 'rx-directline';

/** What a person should know of the connection, and the button that there is for it. */
export interface Notice {
  readonly kind: 'calm' | 'busy' | 'trouble';
  readonly text: string;
  readonly button?: string;
}

const NEEDS_TOKEN = {
  none: 'You are signed out.',
  expired: 'Your session is over.',
  refused: 'Your sign-in was refused.',
  otherConversation: 'This chat belongs to another sign-in.',
};
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
        : { kind: 'busy', text: `${status.hasBeenOnline ? 'Connection lost' : 'No connection yet'}. Trying again at ${clock.format(status.retryAtMs)}.`, button: 'Try now' };
    case 'needsToken':
      return { kind: 'trouble', text: NEEDS_TOKEN[status.reason], button: 'Sign in again' };
    case 'failed':
      return { kind: 'trouble', text: 'The chat is not available just now.', button: 'Try again' };
    case 'ended':
      return { kind: 'calm', text: 'This conversation is over.' };
  }
};

/** What a person should know of a message whose post failed: the service does not have it, may have it, or has it. */
export const failureOf = ({ outcome }: DirectLineError): string => {
  switch (outcome) {
    case 'rejected':
      return 'Not sent.';
    case 'accepted':
      return 'Sent, but not confirmed.';
    default:
      return 'It may have been sent.';
  }
};
