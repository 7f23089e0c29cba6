import type { Answer, Version } from '../core/messages.js';
import { errorJson } from '../core/refusal.js';
import type { Signer } from './sign.js';

export interface Signers {
  readonly tokens: Signer;
  /** With a key of their own: a ticket is no token. */
  readonly tickets: Signer;
}

/** What of a request is in its answer. */
export interface Asked {
  /** The host that the client has used, which stream URLs have too. */
  readonly host: string | undefined;
  readonly version: Version;
}

function streamUrl(base: string, conversationId: string, watermark: string, ticket: string): string {
  const query = new URLSearchParams({ watermark, t: ticket });
  return `${base}/v3/directline/conversations/${conversationId}/stream?${query}`;
}

async function jsonOf({ status, body }: Answer, { tokens, tickets }: Signers, { host, version }: Asked): Promise<unknown> {
  if (body.kind === 'none') return undefined;
  if (body.kind === 'json') return body.json;
  if (body.kind === 'error') return errorJson(body, version === '1.1' ? status : undefined);
  const token = await tokens.sign(body.token);
  if (body.kind === 'token') return token;
  const { conversationId, expiresInS, stream } = body;
  return {
    conversationId,
    token,
    expires_in: expiresInS,
    ...(stream && { streamUrl: streamUrl(`ws://${host}`, conversationId, stream.watermark, await tickets.sign(stream.ticket)) }),
  };
}

/** Signs what is to be signed, and says it as the version does. */
export async function render(answer: Answer, signers: Signers, asked: Asked): Promise<Response> {
  const { status, headers } = answer;
  const json = await jsonOf(answer, signers, asked);
  if (json === undefined) return new Response(null, { status, ...(headers && { headers }) });
  return new Response(JSON.stringify(json), { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers } });
}
