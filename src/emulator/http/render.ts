import type { Answer, Bytes, Version } from '../core/messages.js';
import { errorJson } from '../core/refusal.js';
import type { Uncertainties } from '../core/uncertain.js';
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
  /** Of stream URLs (docs/protocol.md, 20 #8). */
  readonly scheme: Uncertainties['streamUrl'];
}

function streamUrl(base: string, conversationId: string, watermark: string, ticket: string): string {
  const query = new URLSearchParams({ watermark, t: ticket });
  return `${base}/v3/directline/conversations/${conversationId}/stream?${query}`;
}

async function jsonOf({ status, body }: Answer, { tokens, tickets }: Signers, { host, version, scheme }: Asked): Promise<unknown> {
  if (body.kind === 'none' || body.kind === 'bytes') return undefined;
  if (body.kind === 'json') return body.json;
  if (body.kind === 'error') return errorJson(body, version === '1.1' ? status : undefined);
  const token = await tokens.sign(body.token);
  if (body.kind === 'token') return token;
  const { conversationId, expiresInS, stream } = body;
  return {
    conversationId,
    token,
    expires_in: expiresInS,
    ...(stream && { streamUrl: streamUrl(`${scheme}://${host}`, conversationId, stream.watermark, await tickets.sign(stream.ticket)) }),
  };
}

/** A stranger's file is shown, and is no page of ours. */
const sandboxed = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox' } as const;

/** With the type that it came with, unless no header could hold that. */
function fileResponse(status: number, contentType: string, bytes: Bytes): Response {
  const type = /^[\x21-\x7e][\x20-\x7e]*$/.test(contentType) ? contentType : 'application/octet-stream';
  return new Response(bytes, { status, headers: { 'Content-Type': type, ...sandboxed } });
}

/** Signs what is to be signed, and says it as the version does. */
export async function render(answer: Answer, signers: Signers, asked: Asked): Promise<Response> {
  const { status, headers, body } = answer;
  if (body.kind === 'bytes') return fileResponse(status, body.contentType, body.bytes);
  const json = await jsonOf(answer, signers, asked);
  if (json === undefined) return new Response(null, { status, ...(headers && { headers }) });
  return new Response(JSON.stringify(json), { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers } });
}
