const allowed = {
  'Access-Control-Allow-Methods': 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, x-ms-bot-agent, Accept, Origin, X-Requested-With',
  'Access-Control-Expose-Headers': 'Retry-After',
  'Access-Control-Max-Age': '600',
  'Cache-Control': 'no-cache',
  Vary: 'Origin',
} as const;

/** On every answer, errors and refusals included: a page should be able to read why (docs/protocol.md, 10). */
export const corsHeaders = (origin: string | undefined): Readonly<Record<string, string>> => ({
  'Access-Control-Allow-Origin': origin ?? '*', ...allowed,
});
