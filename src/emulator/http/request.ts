import type { Context } from 'hono';
import type { Call } from '../core/calls.js';
import type { Credential, ServiceRequest } from '../core/messages.js';
import { bodyOf } from './requestBody.js';
import { checkedBy, credentialOf, ticketOf } from './credential.js';
import type { Signers } from './render.js';
import type { Reading } from './route.js';

const credentialFor = async ({ req }: Context, { ticket }: Reading, secret: string, { tokens, tickets }: Signers): Promise<Credential> =>
  ticket ? ticketOf(req.query('t'), checkedBy(tickets)) : credentialOf(req.header('authorization'), req.path, secret, checkedBy(tokens));

/** A request as the core takes it. */
export async function requestOf(c: Context, call: Call, reading: Reading, secret: string, signers: Signers): Promise<Omit<ServiceRequest, 'id'>> {
  const { method, path, raw } = c.req;
  const credential = await credentialFor(c, reading, secret, signers);
  return { method, path, call, credential, body: await bodyOf(raw, reading) };
}
