import type { TraceEvent } from '../../index.js';
import { why } from './error.js';
import { brief } from './plain.js';

/** A notice, with its cause where it has one that it does not name itself. */
export const noticeText = ({ message, error }: Extract<TraceEvent, { type: 'notice' }>): string => {
  const said = brief(message, 600);
  const cause = error && why(error);
  return cause && !said.includes(cause) ? `${said}: ${cause}` : said;
};
