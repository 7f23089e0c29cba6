import type { Claims } from '../core/claims.js';
import type { Answer } from '../core/messages.js';
import type { Signer } from './sign.js';
import { passesOf, written, type Asked, type Damaged } from './written.js';

export interface Signers {
  readonly tokens: Signer;
  /** With a key of their own: a ticket is no token. */
  readonly tickets: Signer;
}

const sign = async (claims: Claims | undefined, signer: Signer): Promise<string> => (claims ? signer.sign(claims) : '');

/** Signs what is to be signed, and writes the answer. */
export async function render(answer: Answer, { tokens, tickets }: Signers, asked: Asked, damaged: Damaged): Promise<Response> {
  const { token, ticket } = passesOf(answer);
  const { status, headers, body } = written(answer, { token: await sign(token, tokens), ticket: await sign(ticket, tickets) }, asked, damaged);
  return new Response(body, { status, headers });
}
