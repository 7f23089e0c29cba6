import type { Claims } from '../core/claims.js';
import type { Damage } from '../core/faultPlan.js';
import type { Answer, Bytes, Version } from '../core/messages.js';
import { errorJson } from '../core/refusal.js';
import type { Uncertainties } from '../core/uncertain.js';
import { streamUrl } from './streamUrl.js';

/** What of a request is in its answer. */
export interface Asked {
  /** The host that the client has used, which stream URLs have too. */
  readonly host: string | undefined;
  readonly version: Version;
  /** Of stream URLs (docs/protocol.md, 20 #8). */
  readonly scheme: Uncertainties['streamUrl'];
}

/** A token and a ticket: claims in an answer of the core, texts in what is written. */
export interface Passes<T> {
  readonly token: T;
  readonly ticket: T;
}

/** An answer as a client reads it. */
export interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Bytes | null;
}

/** What faults make of an answer. */
export type Damaged = (written: Written, damage: Damage) => Written;

/** What has to be signed before an answer can be written. */
export function passesOf({ body }: Answer): Passes<Claims | undefined> {
  if (body.kind === 'token') return { token: body.token, ticket: undefined };
  return body.kind === 'conversation' ? { token: body.token, ticket: body.stream?.ticket } : { token: undefined, ticket: undefined };
}

function jsonOf({ status, body }: Answer, { token, ticket }: Passes<string>, { host, version, scheme }: Asked): unknown {
  switch (body.kind) {
    case 'none':
    case 'bytes': return undefined;
    case 'json': return body.json;
    case 'error': return errorJson(body, version === '1.1' ? status : undefined);
    case 'token': return token;
    case 'conversation': {
      const { conversationId, expiresInS, stream } = body;
      return {
        conversationId,
        token,
        expires_in: expiresInS,
        ...(stream && { streamUrl: streamUrl(`${scheme}://${host}`, conversationId, stream.watermark, ticket) }),
      };
    }
  }
}

function whole(answer: Answer, passes: Passes<string>, asked: Asked): Written {
  const { status, headers, body } = answer;
  if (body.kind === 'bytes') return { status, headers: { ...headers }, body: body.bytes };
  const json = jsonOf(answer, passes, asked);
  if (json === undefined) return { status, headers: { ...headers }, body: null };
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(json) };
}

/** Says an answer as the version does, and as it arrives. */
export function written(answer: Answer, passes: Passes<string>, asked: Asked, damaged: Damaged): Written {
  const said = whole(answer, passes, asked);
  return answer.damage ? damaged(said, answer.damage) : said;
}
