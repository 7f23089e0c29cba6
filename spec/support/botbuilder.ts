import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packed.js';
import { startNode, type Running } from './process.js';

const place = join(root, 'spec/hosts/botbuilder');
const howToInstall = 'npm ci --prefix spec/hosts/botbuilder';

/** Registers these specs where the Bot Framework SDK is installed: it is too large for the root's development dependencies. */
export function withBotbuilder(specs: () => void): void {
  if (existsSync(join(place, 'node_modules/botbuilder'))) specs();
  it(`a botbuilder bot is talked to where it is installed (${howToInstall}), as docs/conformance.md says, and only there`, () => {
    expect(readFileSync(join(root, 'docs/conformance.md'), 'utf8')).toContain(howToInstall);
  });
}

/** A bot made with it, in a process of its own. */
export async function startBotbuilder(env: Readonly<Record<string, string>> = {}): Promise<Running & { readonly url: string }> {
  const running = startNode([join(place, 'bot.cjs')], { env: { NODE_ENV: undefined, PORT: undefined, ...env } });
  const [, url = ''] = await running.until(/^bot listening on (http:\S+)$/m);
  return { ...running, url };
}
