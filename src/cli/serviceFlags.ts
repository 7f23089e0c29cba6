import { randomUUID } from 'node:crypto';
import type { BotIdentity } from '../emulator/index.js';
import { list, toggle, value } from './flags.js';
import { httpUrl, mostMs, oneOf, wholeNumber, word } from './options.js';
import { readingsInWords, uncertainIn } from './uncertain.js';

/** As `curl -u` has it. No app id has a colon. */
const identity = (text: string): BotIdentity => {
  const [appId = '', appPassword] = text.split(/:(.*)/);
  return { appId, ...(appPassword !== undefined && { appPassword }) };
};

/** Where it is, and what is behind it. */
export const placeFlags = {
  bot: value(['URL', "the bot's messaging endpoint, such as http://127.0.0.1:3978/api/messages;", 'default: a built-in bot'],
    text => ({ bot: httpUrl('bot', text) })),
  issuer: value(['APP_ID[:PASSWORD]', 'the bot has this app id: calls to it are signed, and its own need a token;', 'docs/emulator.md, Bots with an app id'],
    text => ({ issuer: identity(text) })),
  port: value(['N', 'port of the service; default: a free one'], text => ({ port: wholeNumber('port', text, 65_535) })),
  host: value(['ADDRESS', 'address to listen on; default: 127.0.0.1, this machine only'], text => ({ host: word('host', text) })),
  'service-url': value(['URL', 'where the bot reaches the service, for a bot in a container;', "default: the service's own URL"],
    text => ({ serviceUrl: httpUrl('service-url', text) })),
  origin: list(['ORIGIN', 'a page that may call, besides those of this machine; may be repeated'], origins => ({ origins })),
};

export const faultFlags = {
  fault: list([
    'FAULT', 'what goes wrong, NAME[=VALUE][:PARAMETER=VALUE...][@TIME]; may be repeated. Such as drop@10s,',
    '"drop@every 30s", respond=429:retry-after=3, delay=800ms:match=POST:times=always',
    'at once: drop[=CODE] ghost[=MS] silence[=MS] expire kill-bot[=refuse|hang] revive-bot clear',
    'the next streams: refuse[=TIMES] never-open[=TIMES] replay=N|all',
    'the next answers and frames: respond=STATUS delay=MS cut lose-answer[=cut|silence] repeat',
    'reset-watermark[=start|null|absent] oversize[=BYTES] malform[=html|json],',
    'each with match=PART, pattern=REGEXP (of "METHOD /path", "FRAME /path") and times=N|always',
  ], faults => ({ faults })),
  'fault-key': value(['KEY', 'lets who has this key ask for faults by POST /emulator/faults; auto: a random one'],
    text => ({ faultKey: text === 'auto' ? randomUUID() : text })),
};

export const limitFlags = {
  'token-lifetime-ms': value(['N', 'life of a token; default: 1800000'], text => ({ tokenLifetimeMs: wholeNumber('token-lifetime-ms', text, mostMs) })),
  'stream-url-lifetime-ms': value(['N', 'how long a stream URL can be opened; default: 60000'],
    text => ({ streamUrlLifetimeMs: wholeNumber('stream-url-lifetime-ms', text, mostMs) })),
  'keep-alive-ms': value(['N', 'time between keep-alive frames, 0 for none; default: 20000'], text => ({ keepAliveMs: wholeNumber('keep-alive-ms', text, mostMs) })),
  'bot-timeout-ms': value(['N', 'how long a post waits for the bot; default: 15000'], text => ({ botTimeoutMs: wholeNumber('bot-timeout-ms', text, mostMs) })),
  'retention-ms': value(['N', 'how long history is kept; default: 86400000, a day'], text => ({ retentionMs: wholeNumber('retention-ms', text, mostMs) })),
  'page-size': value(['N', 'most activities in a page or a frame; default: 100'], text => ({ pageSize: wholeNumber('page-size', text, 10_000) })),
};

export const userFlags = {
  'enhanced-authentication': toggle(['who calls has to be known, and ids of users begin with dl_'], { enhancedAuthentication: true }),
  'trusted-origin': list(['ORIGIN', 'the same, with these origins in the place of those that tokens bring; may be repeated'],
    trustedOrigins => ({ enhancedAuthentication: { trustedOrigins } })),
};

export const uncertainFlags = {
  uncertain: list(['NAME=VALUE', 'what Direct Line does where nobody knows, the likelier first; may be repeated:', ...readingsInWords],
    pairs => ({ uncertain: uncertainIn(pairs) })),
};

export const otherFlags = {
  echo: value(['WHEN', "when a user's activity is sent to clients: at-once or after-the-bot; default: at-once"],
    text => ({ echo: oneOf('echo', text, ['at-once', 'after-the-bot']) === 'at-once' ? 'at once' : 'after the bot' })),
  'bot-edits': value(['HOW', "what becomes of a bot's update or deletion of an activity: refused or applied;", 'default: refused'],
    text => ({ botEdits: oneOf('bot-edits', text, ['refused', 'applied']) })),
  'relative-urls': toggle(['URLs of this service are relative in messages of 1.1'], { relativeUrls: true }),
  seed: value(['N', 'makes ids the same in every run; default: random'], text => ({ seed: wholeNumber('seed', text, 2 ** 32 - 1) })),
};
