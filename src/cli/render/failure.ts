import { why } from './error.js';
import { isRecord } from './json.js';

const advice = (error: Readonly<Record<string, unknown>>): string | undefined => {
  switch (error['name']) {
    case 'DirectLineHttpError':
      return error['status'] === 401 || error['status'] === 403 ? 'is it the secret, or a token, of the service at --url?' : undefined;
    case 'DirectLineNetworkError':
      return 'is the service there, and --url right?';
    case 'DirectLineTokenError':
      return 'get a new token, or use a secret';
    case 'DirectLineCollisionError':
      return '--transport auto asks for what there is instead';
    case 'DirectLineGoneError':
      return 'begin a new conversation';
    default:
      return undefined;
  }
};

/** Why it ended, and what can be done, in one line. */
export const failureText = (error: unknown): string => {
  const next = isRecord(error) ? advice(error) : undefined;
  return next === undefined ? why(error) : `${why(error)}; ${next}`;
};
