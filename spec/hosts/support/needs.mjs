import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

const hosts = join(import.meta.dirname, '..');
export const root = join(hosts, '../..');

/** Where the browser is. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** @param {string} host @param {string} [path] */
export const inHost = (host, path = '') => join(hosts, host, 'node_modules', path);

/** The commands that install what is not there. */
export const missing = () => [
  ...(existsSync(chromiumPath) ? [] : ['apt-get install -y chromium (or CHROMIUM_PATH)']),
  ...['browser', 'webchat', 'react-19', 'angular-20', 'angular-22']
    .filter((host) => !existsSync(inHost(host)))
    .map((host) => `npm ci --ignore-scripts --prefix ${relative(process.cwd(), join(hosts, host))}`),
];
