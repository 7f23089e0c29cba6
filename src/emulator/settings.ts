import type { Settings } from './core/world.js';
import { likelier, type Uncertainties } from './core/uncertain.js';
import type { EmulatorOptions } from './options.js';

const enhanced = (option: NonNullable<EmulatorOptions['enhancedAuthentication']>): Pick<Settings, 'enhancedAuthentication' | 'trustedOrigins'> =>
  typeof option === 'boolean' ? { enhancedAuthentication: option, trustedOrigins: undefined } : { enhancedAuthentication: true, ...option };

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** An option that is `undefined` is the default. */
const uncertainties = (given: Partial<Uncertainties> = {}): Uncertainties =>
  ({ ...likelier, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) });

/** The defaults of everything that the core wants to know. */
export function settingsOf(options: EmulatorOptions, url: string, bot: Pick<Settings, 'botLabel' | 'botRefusedHint'>, randomSeed: () => number): Settings {
  return {
    serviceUrl: withSlash(options.serviceUrl ?? url),
    bot: { id: 'bot', name: 'Bot' },
    ...bot,
    tokenLifetimeMs: options.tokenLifetimeMs ?? 1_800_000,
    streamUrlLifetimeMs: options.streamUrlLifetimeMs ?? 60_000,
    keepAliveMs: options.keepAliveMs ?? 20_000,
    botTimeoutMs: options.botTimeoutMs ?? 15_000,
    retentionMs: options.retentionMs ?? 86_400_000,
    pageSize: options.pageSize ?? 100,
    echo: options.echo ?? 'at once',
    relativeUrls: options.relativeUrls ?? false,
    ...enhanced(options.enhancedAuthentication ?? false),
    botEdits: options.botEdits ?? 'refused',
    ...uncertainties(options.uncertain),
    ownOrigins: [url, ...(options.serviceUrl === undefined ? [] : [new URL(options.serviceUrl).origin])],
    seed: options.seed ?? randomSeed(),
  };
}
