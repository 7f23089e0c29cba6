import type { Claims } from '../core/claims.js';
import type { Answer, Version } from '../core/messages.js';
import { errorJson } from '../core/refusal.js';
import { streamUrl } from './streamUrl.js';

/** What of a request is in its answer. */
export interface Asked {
  /** The host that the client has used, which stream URLs have too. */
  readonly host: string | undefined;
  readonly version: Version;
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
  readonly text: string | null;
}

/** What has to be signed before an answer can be written. */
export function passesOf({ body }: Answer): Passes<Claims | undefined> {
  if (body.kind === 'token') return { token: body.token, ticket: undefined };
  return body.kind === 'conversation' ? { token: body.token, ticket: body.stream?.ticket } : { token: undefined, ticket: undefined };
}

function jsonOf({ status, body }: Answer, { token, ticket }: Passes<string>, { host, version }: Asked): unknown {
  switch (body.kind) {
    case 'none': return undefined;
    case 'json': return body.json;
    case 'error': return errorJson(body, version === '1.1' ? status : undefined);
    case 'token': return token;
    case 'conversation': {
      const { conversationId, expiresInS, stream } = body;
      return {
        conversationId,
        token,
        expires_in: expiresInS,
        ...(stream && { streamUrl: streamUrl(`ws://${host}`, conversationId, stream.watermark, ticket) }),
      };
    }
  }
}

/** Says an answer as the version does. */
export function written(answer: Answer, passes: Passes<string>, asked: Asked): Written {
  const json = jsonOf(answer, passes, asked);
  const { status, headers } = answer;
  if (json === undefined) return { status, headers: { ...headers }, text: null };
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, text: JSON.stringify(json) };
}
