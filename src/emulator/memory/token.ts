import type { TokenParameters, TokenResponse } from '../../protocol/types.js';
import type { HostFetch } from './host.js';

const isTokenResponse = (value: object): value is TokenResponse => 'token' in value && typeof value.token === 'string';

/** The call that an app's own server makes (docs/protocol.md, 3.3). */
export async function generateToken(fetch: HostFetch, secret: string, parameters: TokenParameters = {}): Promise<TokenResponse> {
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
  const answer = await fetch('/v3/directline/tokens/generate', { method: 'POST', headers, body: JSON.stringify(parameters) });
  const json: unknown = JSON.parse(await answer.text());
  if (answer.status === 200 && typeof json === 'object' && json !== null && isTokenResponse(json)) return json;
  throw new Error(`the service gave no token: ${answer.status}`);
}
