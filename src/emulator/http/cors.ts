import type { Uncertainties } from '../core/uncertain.js';

const allowed = {
  'Access-Control-Allow-Methods': 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Disposition, x-ms-bot-agent, Accept, Origin, X-Requested-With',
  'Access-Control-Expose-Headers': 'Retry-After',
  'Access-Control-Max-Age': '600',
  'Cache-Control': 'no-cache',
  Vary: 'Origin',
} as const;

/** getsessionid is called with credentials, which `*` forbids (docs/protocol.md, 10). */
const withCredentials = { 'Access-Control-Allow-Credentials': 'true' } as const;

/** On every answer, errors and refusals included: a page should be able to read why (docs/protocol.md, 10). */
export const corsHeaders = (origin: string | undefined, cors: Uncertainties['cors']): Readonly<Record<string, string>> =>
  origin === undefined || cors === '*'
    ? { 'Access-Control-Allow-Origin': '*', ...allowed }
    : { 'Access-Control-Allow-Origin': origin, ...withCredentials, ...allowed };
