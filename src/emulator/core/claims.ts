import { newShortId } from './ids.js';
import type { World } from './world.js';

/** Whom a token speaks for. */
export interface User {
  readonly id: string;
  readonly name?: string;
}

/** What a token is made for, and its successors with it. */
export interface Holder {
  readonly user: User | undefined;
  readonly trustedOrigins?: readonly string[] | undefined;
}

/** What a token says (docs/protocol.md, 3.6); `name` and all after `aud` are ours. Times are seconds, with decimals where the lifetime has them. */
export interface Claims {
  readonly bot: string;
  readonly site: string;
  readonly conv: string;
  readonly user?: string;
  readonly name?: string;
  readonly nbf: number;
  readonly exp: number;
  readonly iss: string;
  readonly aud: string;
  readonly jti: string;
  /** The generation it was issued in: `expire()` ends a generation. */
  readonly gen: number;
  readonly origins?: readonly string[];
  /** Of a stream URL: when the token ends that came with it. */
  readonly until?: number;
  /** Of a file's URL, which opens nothing else. */
  readonly file?: string;
}

function issue(world: World, conversationId: string, { user, trustedOrigins }: Holder, lifetimeMs: number, nowMs: number): Claims {
  const { bot, serviceUrl } = world.settings;
  return {
    bot: bot.id,
    site: 'local',
    conv: conversationId,
    ...(user && { user: user.id }),
    ...(user?.name !== undefined && { name: user.name }),
    nbf: Math.floor(nowMs / 1000),
    exp: (nowMs + lifetimeMs) / 1000,
    iss: serviceUrl,
    aud: serviceUrl,
    jti: newShortId(world),
    gen: world.generation,
    ...(trustedOrigins && { origins: trustedOrigins }),
  };
}

const nobody: Holder = { user: undefined };

export const issueToken = (world: World, conversationId: string, holder: Holder, nowMs: number): Claims =>
  issue(world, conversationId, holder, world.settings.tokenLifetimeMs, nowMs);

/** The `t` of a stream URL: a token of its own, good for 60 s (docs/protocol.md, 3.6). */
export const issueTicket = (world: World, token: Claims, nowMs: number): Claims =>
  ({ ...issue(world, token.conv, nobody, world.settings.streamUrlLifetimeMs, nowMs), until: token.exp });

/** The `t` of a file's URL (docs/protocol.md, 6.4). */
export const issueFileTicket = (world: World, conversationId: string, file: string, nowMs: number): Claims =>
  ({ ...issue(world, conversationId, nobody, world.settings.retentionMs, nowMs), file });

export const hasExpired = (claims: Claims, nowMs: number): boolean => claims.exp * 1000 <= nowMs;

function userOf(claims: Claims): User | undefined {
  if (claims.user === undefined) return undefined;
  return { id: claims.user, ...(claims.name !== undefined && { name: claims.name }) };
}

export const holderOf = (claims: Claims): Holder => ({ user: userOf(claims), trustedOrigins: claims.origins });

/** Reads what a signature has vouched for. */
export function isClaims(value: object): value is Claims {
  const of = (name: string): unknown => Reflect.get(value, name);
  const has = (name: string, type: string): boolean => typeof of(name) === type;
  const may = (name: string, type: string): boolean => !(name in value) || has(name, type);
  const origins = of('origins');
  return (
    ['bot', 'site', 'conv', 'iss', 'aud', 'jti'].every((name) => has(name, 'string')) &&
    ['nbf', 'exp', 'gen'].every((name) => has(name, 'number')) &&
    ['user', 'name', 'file'].every((name) => may(name, 'string')) &&
    may('until', 'number') &&
    (origins === undefined || (Array.isArray(origins) && origins.every((origin) => typeof origin === 'string')))
  );
}
