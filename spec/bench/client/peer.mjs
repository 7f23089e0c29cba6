// The common client, with the two globals that it wants of a browser.
import { createRequire } from 'node:module';
import { WebSocket } from 'ws';

const load = createRequire(new URL('../../hosts/peer/package.json', import.meta.url));
Object.assign(globalThis, { WebSocket, XMLHttpRequest: load('xhr2') });
const { DirectLine } = load('botframework-directlinejs');

/** @type {import('./main.mjs').Listen} */
export const listen = (domain, secret, callback) => {
  const directLine = new DirectLine({ domain, secret });
  const subscription = directLine.activity$.subscribe(callback);
  return () => {
    subscription.unsubscribe();
    directLine.end();
  };
};
