// The built package, imported by its name.
import { createDirectLine } from 'rx-directline';

/** @type {import('./main.mjs').Connect} */
export const connect = ({ domain, secret, conversationId }, callback) => {
  // As an app resumes: with the token of its checkpoint. With a secret, the client requests a token of the conversation first.
  const credential = conversationId ? { token: secret, resume: { conversationId, token: secret } } : { secret };
  const directLine = createDirectLine({ baseUrl: domain, ...credential });
  directLine.activity$.subscribe(callback);
  return {
    post: (activity, done) => void directLine.postActivity(activity).subscribe(({ id }) => done(id)),
    end: () => directLine.end(),
  };
};
