// What a person should know of a connection, and what there is to do about it.
const NEEDS_TOKEN = {
  none: 'You are not signed in. Please sign in.',
  expired: 'Your session is over. Please sign in again.',
  refused: 'Your sign-in was refused. Please sign in again.',
  otherConversation: 'This chat belongs to another sign-in. Please sign in as before.',
};

export const banner = (status) => {
  switch (status.state) {
    case 'online': return '';
    case 'waiting': return `${status.hasBeenOnline ? 'Connection lost' : 'No connection yet'}. Trying again at ${new Date(status.retryAtMs).toLocaleTimeString()}.`;
    case 'needsToken': return NEEDS_TOKEN[status.reason];
    case 'failed': return `This did not work: ${status.error.message}`;
    case 'ended': return 'The conversation is over. Load the page again to begin another.';
    default: return 'Connecting …';
  }
};

const FAILURES = { rejected: 'Not sent.', unknown: 'It may have been sent.', accepted: 'Sent, but not confirmed.' };

/** What a person should know of a message whose post failed. */
export const failure = ({ outcome = 'unknown' }) => FAILURES[outcome];
