import type { Answer, AnswerBody } from '../core/messages.js';
import type { Signer } from './sign.js';

export interface Signers {
  readonly tokens: Signer;
  /** With a key of their own: a ticket is no token. */
  readonly tickets: Signer;
}

function streamUrl(base: string, conversationId: string, watermark: string, ticket: string): string {
  const query = new URLSearchParams({ watermark, t: ticket });
  return `${base}/v3/directline/conversations/${conversationId}/stream?${query}`;
}

async function jsonOf(body: AnswerBody, { tokens, tickets }: Signers, base: string): Promise<unknown> {
  if (body.kind === 'json') return body.json;
  const token = await tokens.sign(body.token);
  if (body.kind === 'token') return token;
  const { conversationId, expiresInS, stream } = body;
  return {
    conversationId,
    token,
    expires_in: expiresInS,
    ...(stream && { streamUrl: streamUrl(base, conversationId, stream.watermark, await tickets.sign(stream.ticket)) }),
  };
}

/** Signs what is to be signed. `base` begins the stream URL: `ws://` and the host that the client has used. */
export async function render({ status, headers, body }: Answer, signers: Signers, base: string): Promise<Response> {
  const json = JSON.stringify(await jsonOf(body, signers, base));
  return new Response(json, { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers } });
}
