// Names of their own, so that a bundle that uses no table has none of what only the tables name.
const GLOBAL_HOST = 'https://directline.botframework.com';
const EUROPE = 'https://europe.directline.botframework.com';
const INDIA = 'https://india.directline.botframework.com';
const WEB_CHAT = 'https://webchat.botframework.com';
const WEB_CHAT_EUROPE = 'https://europe.webchat.botframework.com';
const WEB_CHAT_UNITED_STATES = 'https://unitedstates.webchat.botframework.com';
const WEB_CHAT_INDIA = 'https://india.webchat.botframework.com';

/** Where Direct Line is, by the region or cloud in which the bot was made; each is a `baseUrl`. Docs/protocol.md, 2. */
export const directLineHosts = {
  global: GLOBAL_HOST,
  europe: EUROPE,
  india: INDIA,
  usGovernment: 'https://directline.botframework.azure.us',
  china: 'https://directline.botframework.azure.cn',
} as const;

/** Where the Web Chat channel is: the same protocol, with secrets of its own; each is a `baseUrl`. Docs/protocol.md, 2. */
export const webChatHosts = {
  global: WEB_CHAT,
  europe: WEB_CHAT_EUROPE,
  unitedStates: WEB_CHAT_UNITED_STATES,
  india: WEB_CHAT_INDIA,
  usGovernment: 'https://webchat.botframework.azure.us',
} as const;

/** The regions of the public cloud: a bot is called in its own, and not in the others. */
export const directLineRegions: readonly string[] = [GLOBAL_HOST, EUROPE, INDIA];
const webChatRegions: readonly string[] = [WEB_CHAT, WEB_CHAT_EUROPE, WEB_CHAT_UNITED_STATES, WEB_CHAT_INDIA];

/** A base URL without the path of 3.0, which the protocol adds itself. */
export const baseUrlOf = (url: string = GLOBAL_HOST): string => url.replace(/(\/+v3\/directline)?\/*$/i, '');

export const isHttpUrl = (value: unknown): value is string => typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value);

/** The protocol's paths are put behind it. */
export const isBaseUrl = (value: unknown): value is string => isHttpUrl(value) && !/[?#]/.test(value);

/** Where else a bot may be that was called at this URL; nothing where that is not a region of the service. */
export const otherRegions = (baseUrl: string): readonly string[] => {
  const isHere = (host: string): boolean => baseUrl.startsWith(host);
  return [directLineRegions, webChatRegions].find(hosts => hosts.some(isHere))?.filter(host => !isHere(host)) ?? [];
};
