// The package as it is built, by its name.
import { createDirectLine } from 'rx-directline';

/** @type {import('./main.mjs').Listen} */
export const listen = (domain, secret, callback) => {
  const directLine = createDirectLine({ baseUrl: domain, secret });
  directLine.activity$.subscribe(callback);
  return () => directLine.end();
};
