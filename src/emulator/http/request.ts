import type { Context } from 'hono';
import type { Body, Call, Credential, ServiceRequest } from '../core/messages.js';
import { bodyOf } from './body.js';
import { credentialOf, ticketOf } from './credential.js';
import type { Signers } from './render.js';
import { uploadOf } from './upload.js';

/** A file of 4 MB in base64, twice: with its thumbnail. */
const attachmentLimitBytes = 12 * 1024 * 1024;

/** A file is opened by the `t` in its URL (docs/protocol.md, 6.4), all else by a header. */
const credentialFor = ({ req }: Context, call: Call, secret: string, { tokens, tickets }: Signers): Promise<Credential> =>
  call.op === 'get file' ? ticketOf(req.query('t'), tickets) : credentialOf(req.header('authorization'), req.path, secret, tokens);

function bodyFor(request: Request, call: Call): Promise<Body> {
  if (call.op === 'upload') return uploadOf(request, call.version);
  return call.op === 'put attachment' ? bodyOf(request, attachmentLimitBytes) : bodyOf(request);
}

/** A request as the core takes it. */
export async function requestOf(c: Context, call: Call, secret: string, signers: Signers): Promise<Omit<ServiceRequest, 'id'>> {
  const { method, path, raw } = c.req;
  return { method, path, call, credential: await credentialFor(c, call, secret, signers), body: await bodyFor(raw, call) };
}
