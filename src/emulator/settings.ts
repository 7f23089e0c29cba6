import type { Settings } from './core/world.js';
import type { EmulatorOptions } from './options.js';

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** The defaults of everything that the core wants to know. */
export function settingsOf(options: EmulatorOptions, url: string, botLabel: string, randomSeed: () => number): Settings {
  return {
    serviceUrl: withSlash(options.serviceUrl ?? url),
    bot: { id: 'bot', name: 'Bot' },
    botLabel,
    tokenLifetimeMs: options.tokenLifetimeMs ?? 1_800_000,
    streamUrlLifetimeMs: options.streamUrlLifetimeMs ?? 60_000,
    keepAliveMs: options.keepAliveMs ?? 20_000,
    botTimeoutMs: options.botTimeoutMs ?? 15_000,
    retentionMs: options.retentionMs ?? 86_400_000,
    pageSize: options.pageSize ?? 100,
    collision: options.collision ?? 'newcomer',
    echo: options.echo ?? 'at once',
    renewVerb: options.renewVerb ?? 'both',
    botErrorStatus: options.botErrorStatus ?? 500,
    relativeUrls: options.relativeUrls ?? false,
    ownOrigins: [url, ...(options.serviceUrl === undefined ? [] : [new URL(options.serviceUrl).origin])],
    seed: options.seed ?? randomSeed(),
  };
}
