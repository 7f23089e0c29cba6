import { classifyError, type DirectLineError, type Outcome } from '../errors.js';

/**
 * What an error of a post says about it; `not yet` means that the service cannot have it and may take it later.
 * Docs/protocol.md, 6.2 and 10: a 5xx leaves open whether the bot got it; a 429, and a 503 that names a time, do not.
 */
export const outcomeOf = (error: DirectLineError, left: boolean): Outcome | 'not yet' => {
  // Where the request never left, what failed was the start or the renewal before it.
  if (!left) return classifyError(error) === 'heals' ? 'not yet' : 'rejected';
  switch (error.name) {
    case 'DirectLineNetworkError':
      return error.neverSent ? 'not yet' : 'unknown';
    case 'DirectLineTimeoutError':
      return 'unknown';
    case 'DirectLineHttpError':
      if (error.status === 429 || (error.status === 503 && error.retryAfterMs !== undefined)) return 'not yet';
      return error.status === 408 || error.status >= 500 ? 'unknown' : 'rejected';
    default:
      // An answer that cannot be read leaves open what it says: its error has an outcome already.
      return error.outcome ?? 'rejected';
  }
};

/** The bot was reached and failed: that the service has the activity is no comfort, so its echo is not looked for. */
export const isBotFailure = (error: DirectLineError): boolean =>
  error.name === 'DirectLineHttpError' && error.code === 'BotRejectedActivity';
