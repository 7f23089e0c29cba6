import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed.js';
import { conformance } from './conformance.js';
import { onRealService } from './targets.js';

const { DIRECT_LINE_SECRET: secret, DIRECT_LINE_BASE_URL: url = 'https://directline.botframework.com', DIRECT_LINE_BOT: bot } = process.env;

if (secret) conformance(onRealService(url, secret, bot), 180_000);

describe('a real service', () => {
  it('is asked when DIRECT_LINE_SECRET is set, as docs/conformance.md says, and only then', () => {
    const told = readFileSync(join(root, 'docs/conformance.md'), 'utf8');
    expect(['DIRECT_LINE_SECRET', 'DIRECT_LINE_BASE_URL', 'DIRECT_LINE_BOT'].filter((name) => !told.includes(name))).toEqual([]);
  });
});
