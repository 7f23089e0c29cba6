import type { World } from './world.js';

/** Whom a token or a ticket speaks for. */
export interface User {
  readonly id: string;
  readonly name?: string;
}

/** What a token says (docs/protocol.md, 3.6); `name` and `gen` are ours. Times are seconds, with decimals where the lifetime has them. */
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
  /** The generation it was issued in: `expire()` ends a generation. */
  readonly gen: number;
}

function issue(world: World, conversationId: string, user: User | undefined, lifetimeMs: number, nowMs: number): Claims {
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
    gen: world.generation,
  };
}

export const issueToken = (world: World, conversationId: string, user: User | undefined, nowMs: number): Claims =>
  issue(world, conversationId, user, world.settings.tokenLifetimeMs, nowMs);

/** The `t` of a stream URL: a token of its own, good for 60 s (docs/protocol.md, 3.6). */
export const issueTicket = (world: World, conversationId: string, nowMs: number): Claims =>
  issue(world, conversationId, undefined, world.settings.streamUrlLifetimeMs, nowMs);

export const hasExpired = (claims: Claims, nowMs: number): boolean => claims.exp * 1000 <= nowMs;

export function userOf(claims: Claims): User | undefined {
  if (claims.user === undefined) return undefined;
  return { id: claims.user, ...(claims.name !== undefined && { name: claims.name }) };
}

/** Reads what a signature has vouched for. */
export function isClaims(value: object): value is Claims {
  const has = (name: string, type: string): boolean => typeof Reflect.get(value, name) === type;
  const may = (name: string): boolean => !(name in value) || has(name, 'string');
  return (
    ['bot', 'site', 'conv', 'iss', 'aud'].every((name) => has(name, 'string')) &&
    ['nbf', 'exp', 'gen'].every((name) => has(name, 'number')) &&
    may('user') && may('name')
  );
}
