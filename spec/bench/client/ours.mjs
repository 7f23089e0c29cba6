// The built package, imported by its name.
import { createDirectLine } from 'rx-directline';

/** @type {import('./main.mjs').Connect} */
export const connect = ({ domain, secret, conversationId }, callback) => {
  const directLine = createDirectLine({ baseUrl: domain, secret, ...(conversationId && { resume: { conversationId } }) });
  directLine.activity$.subscribe(callback);
  return {
    post: (activity, done) => void directLine.postActivity(activity).subscribe(({ id }) => done(id)),
    end: () => directLine.end(),
  };
};
