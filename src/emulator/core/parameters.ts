import type { Holder, User } from './claims.js';
import type { Body } from './messages.js';
import { refuse } from './refusal.js';

/** What generate and start were told. */
export interface Parameters extends Holder {
  readonly locale: string | undefined;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON of a body, or the refusal that a bad one earns. */
export function jsonOf(body: Body): unknown {
  switch (body.kind) {
    case 'empty':
      return undefined;
    case 'too large': // The text is documented (docs/protocol.md, 6.3), the status is not.
      throw refuse(413, 'BadArgument', `The request content length exceeded limit of ${body.limitBytes.toLocaleString('en-US')} bytes`);
    case 'json':
      return body.json;
    default: // No JSON, or an upload where none is taken.
      throw refuse(400, 'MalformedData', 'The request body is not valid JSON');
  }
}

// Microsoft's samples post `{ User: { Id } }` (docs/protocol.md, 3.3).
function property(from: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(from).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : (from[key] ?? undefined);
}

function text(from: Record<string, unknown>, name: string, label: string): string | undefined {
  const value = property(from, name);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw refuse(400, 'BadArgument', `${label} must be a string`);
  return value;
}

function user(from: Record<string, unknown>): User | undefined {
  const value = property(from, 'user');
  if (value === undefined) return undefined;
  if (!isObject(value)) throw refuse(400, 'BadArgument', 'user must be an object');
  const id = text(value, 'id', 'user.id');
  const name = text(value, 'name', 'user.name');
  return id === undefined ? undefined : { id, ...(name !== undefined && { name }) };
}

export function listOf<T>(value: unknown, isOne: (one: unknown) => one is T, name: string, ones: string): readonly T[] {
  if (Array.isArray(value) && value.every(isOne)) return value;
  throw refuse(400, 'BadArgument', `${name} must be a list of ${ones}`);
}

function origins(from: Record<string, unknown>): readonly string[] | undefined {
  const value = property(from, 'trustedorigins');
  if (value === undefined) return undefined;
  const isText = (origin: unknown): origin is string => typeof origin === 'string';
  return listOf(value, isText, 'trustedOrigins', 'strings');
}

/** `eTag` has no described use: it is checked, and no more. */
export function parametersOf(body: Body): Parameters {
  const json = jsonOf(body) ?? {};
  if (!isObject(json)) throw refuse(400, 'BadArgument', 'The request body must be a JSON object');
  text(json, 'etag', 'eTag');
  return { user: user(json), trustedOrigins: origins(json), locale: text(json, 'locale', 'locale') };
}
