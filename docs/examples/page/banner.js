// What a person should know of a connection, and what there is to do about it.
export const banner = (status) => {
  switch (status.state) {
    case 'online': return '';
    case 'waiting': return `Connection lost. Trying again at ${new Date(status.retryAtMs).toLocaleTimeString()}.`;
    case 'expired': return 'Please sign in again.';
    case 'failed': return `This did not work: ${status.error.message}`;
    case 'ended': return 'The conversation is over. Load the page again to begin another.';
    default: return 'Connecting …';
  }
};
