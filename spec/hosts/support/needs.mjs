import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

const hosts = join(import.meta.dirname, '..');
export const root = join(hosts, '../..');

/** Where the browser is. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** @param {string} host @param {string} [path] */
export const inHost = (host, path = '') => join(hosts, host, 'node_modules', path);

/** The commands that install what is not there: the browser, what drives it, and these hosts. @param {readonly string[]} needs */
export const missing = (needs) => [
  ...(existsSync(chromiumPath) ? [] : ['apt-get update && apt-get install -y chromium (or CHROMIUM_PATH)']),
  ...[...new Set(['browser', ...needs])]
    .filter((host) => !existsSync(inHost(host)))
    .map((host) => `npm ci --ignore-scripts --prefix ${relative(process.cwd(), join(hosts, host))}`),
];
