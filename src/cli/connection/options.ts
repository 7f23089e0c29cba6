import { directLine1, type DirectLineOptions } from '../../index.js';
import { directLine3 } from '../../parts/index.js';
import { httpUrl, oneOf, UsageError, word } from '../options.js';

/** How a client talks, wherever it does. */
export const clientOptions = {
  user: { type: 'string' },
  transport: { type: 'string' },
  protocol: { type: 'string' },
} as const;

/** Which Direct Line, and what opens it. */
export const lineOptions = {
  url: { type: 'string' },
  secret: { type: 'string' },
  token: { type: 'string' },
  conversation: { type: 'string' },
} as const;

export const lineHelp = `  --url URL           the Direct Line service; default: DIRECT_LINE_BASE_URL, or the global one
  --conversation ID   join this conversation; default: the token's, or a new one
  --secret TEXT       better in DIRECT_LINE_SECRET: others can see a command line
  --token TEXT        better in DIRECT_LINE_TOKEN`;

export const clientHelp = `  --user ID           who talks; default: the token's user, or: user
  --transport NAME    auto, websocket or polling; default: auto
  --protocol VERSION  3.0 or 1.1; default: 3.0`;

export type GivenClient = { readonly [Name in keyof typeof clientOptions]?: string | undefined };
export type GivenLine = { readonly [Name in keyof typeof lineOptions]?: string | undefined };

export type Env = Readonly<Record<string, string | undefined>>;

/** Options of `createDirectLine` that say how, and not where. */
export type Client = Pick<DirectLineOptions, 'user' | 'transport' | 'protocol'>;

const protocols = { '3.0': directLine3, '1.1': directLine1 } as const;

export const clientFrom = ({ user, transport, protocol }: GivenClient): Client => {
  const id = word('user', user);
  const way = oneOf('transport', transport, ['auto', 'websocket', 'polling']);
  const version = oneOf('protocol', protocol, ['3.0', '1.1']);
  if (way === 'websocket' && version === '1.1') throw new UsageError('--transport websocket does not go with --protocol 1.1, which has no streams');
  return { ...(id !== undefined && { user: id }), ...(way && { transport: way }), ...(version && { protocol: protocols[version] }) };
};

const globalUrl = 'https://directline.botframework.com';

/** In one form, with or without the path of 3.0 (docs/protocol.md, 2), since it is compared. */
const plainUrl = (url: string): string => url.replace(/\/+$/, '').replace(/\/v3\/directline$/i, '');

export const urlFrom = ({ url }: GivenLine, env: Env): string =>
  plainUrl(httpUrl('url', url) ?? httpUrl('DIRECT_LINE_BASE_URL', env['DIRECT_LINE_BASE_URL'] || undefined) ?? globalUrl);
