// The official client, with the two browser globals that it needs.
import { createRequire } from 'node:module';
import { WebSocket } from 'ws';

const load = createRequire(new URL('../../hosts/peer/package.json', import.meta.url));
Object.assign(globalThis, { WebSocket, XMLHttpRequest: load('xhr2') });
const { DirectLine } = load('botframework-directlinejs');

/** @type {import('./main.mjs').Connect} */
export const connect = ({ domain, secret, conversationId }, callback) => {
  const directLine = new DirectLine({ domain, secret, conversationId });
  const subscription = directLine.activity$.subscribe(callback);
  return {
    post: (activity, done) => void directLine.postActivity(activity).subscribe(done),
    end: () => {
      subscription.unsubscribe();
      directLine.end();
    },
  };
};
