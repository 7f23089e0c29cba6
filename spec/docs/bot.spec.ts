import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/packed.js';
import { startNode } from '../support/process.js';

const startBot = (port: string) => startNode([join(root, 'docs/examples/bot/bot.mjs')], { env: { PORT: port, NODE_ENV: undefined } });
const firstLine = /^bot listening on http:\/\/127\.0\.0\.1:(\d+)\/api\/messages$/m;

describe('npm run bot', () => {
  it('listens to this machine only, and says with one line and exit code 2 that a port is in use', async () => {
    const [, port = ''] = await startBot('0').until(firstLine);
    const others = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.filter(({ internal, family }) => !internal && family === 'IPv4'));
    for (const { address } of others) await expect(fetch(`http://${address}:${port}/api/messages`)).rejects.toThrow('fetch failed');

    const second = startBot(port);
    expect(await second.exit).toEqual({ code: 2, signal: null });
    expect(second.output()).toBe(`port ${port} is in use: set PORT to another one\n`);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends on %s', async (signal) => {
    const bot = startBot('0');
    await bot.until(firstLine);
    bot.signal(signal);
    expect(await bot.exit).toEqual({ code: 0, signal: null });
  });
});
