import { isClaims, type Claims } from '../../src/emulator/core/claims.js';
import { parseJson } from '../../src/emulator/core/json.js';
import type { Call } from '../../src/emulator/core/calls.js';
import type { Answer, Body, Credential, ServiceRequest } from '../../src/emulator/core/messages.js';
import { errorJson } from '../../src/emulator/core/refusal.js';
import type { HttpRequest } from '../../src/transport/http.js';

export const BASE_URL = 'https://service';
export const SECRET = 'SECRETTEXT.of.the.bot';
/** Part of every token and ticket, so that it can be looked for where it must not be. */
export const SIGNATURE = 'SIGNATURETEXT';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the service writes it: a JWT, of which the simulation believes every signature. */
export const tokenOf = (claims: Claims): string => `${base64({ alg: 'none' })}.${base64(claims)}.${SIGNATURE}`;

export const credentialOf = (text: string | undefined): Credential => {
  if (!text) return { kind: 'none' };
  if (text === SECRET) return { kind: 'secret' };
  const { json } = parseJson(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) ?? { json: undefined };
  return typeof json === 'object' && json !== null && isClaims(json) ? { kind: 'token', claims: json } : { kind: 'invalid' };
};

/** The operations that a client calls. */
const calls: readonly (readonly [RegExp, (conversationId: string, watermark: string | undefined) => Call])[] = [
  [/^POST \/v3\/directline\/tokens\/generate$/, () => ({ op: 'generate' })],
  [/^POST \/v3\/directline\/tokens\/refresh$/, () => ({ op: 'refresh' })],
  [/^POST \/v3\/directline\/conversations$/, () => ({ op: 'start' })],
  [/^GET \/v3\/directline\/conversations\/([^/]+)$/, (conversationId, watermark) => ({ op: 'reconnect', conversationId, watermark })],
  [/^GET \/v3\/directline\/conversations\/([^/]+)\/activities$/, (conversationId, watermark) => ({ op: 'get activities', conversationId, watermark })],
  [/^POST \/v3\/directline\/conversations\/([^/]+)\/activities$/, conversationId => ({ op: 'post activity', conversationId })],
  [/^POST \/api\/tokens\/conversation$/, () => ({ op: 'token 1.1' })],
  [/^(?:GET|POST) \/api\/tokens\/([^/]+)\/renew$/, conversationId => ({ op: 'renew', conversationId })],
  [/^POST \/api\/conversations$/, () => ({ op: 'start 1.1' })],
  [/^GET \/api\/conversations\/([^/]+)\/messages$/, (conversationId, watermark) => ({ op: 'get messages', conversationId, watermark })],
  [/^POST \/api\/conversations\/([^/]+)\/messages$/, conversationId => ({ op: 'post message', conversationId })],
];

export const queryOf = (url: string): ReadonlyMap<string, string> =>
  new Map((url.split('?')[1] ?? '').split('&').map(pair => {
    const [name = '', value = ''] = pair.split('=');
    return [name, decodeURIComponent(value)];
  }));

export const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/]*/, '').replace(/\?.*/, '');

const bodyOf = (text: string | undefined): Body => {
  if (!text) return { kind: 'empty' };
  const parsed = parseJson(text);
  return parsed ? { kind: 'json', ...parsed } : { kind: 'malformed' };
};

/** A client's request as the core takes it. */
export const requestOf = ({ method, url, headers, body }: HttpRequest): Omit<ServiceRequest, 'id'> => {
  const path = pathOf(url);
  const watermark = queryOf(url).get('watermark');
  const found = calls.flatMap(([pattern, make]) => {
    const match = pattern.exec(`${method} ${path}`);
    return match ? [make(decodeURIComponent(match[1] ?? ''), watermark)] : [];
  });
  return {
    method,
    path,
    call: found[0] ?? { op: 'unknown' },
    credential: credentialOf(headers['Authorization']?.replace(/^\w+ /, '')),
    body: bodyOf(typeof body === 'string' ? body : undefined),
  };
};

/** What the core answers, as JSON. */
export const jsonOf = ({ body }: Answer): unknown => {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'json':
      return body.json;
    case 'error':
      return errorJson(body);
    case 'token':
      return tokenOf(body.token);
    case 'conversation': {
      const { conversationId, token, expiresInS, stream } = body;
      const streamUrl = stream && `wss://service/v3/directline/conversations/${conversationId}/stream?watermark=${stream.watermark}&t=${tokenOf(stream.ticket)}`;
      return { conversationId, token: tokenOf(token), expires_in: expiresInS, ...(streamUrl && { streamUrl }) };
    }
  }
};
