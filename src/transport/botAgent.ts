import { VERSION } from '../version.js';
import type { Http } from './http.js';

/** An `Http` whose requests say which client asks, with the app's own words if it has any. Docs/protocol.md, 6.6. */
export const withBotAgent = (http: Http, protocolVersion: string, words?: string): Http => {
  const client = ['rx-directline', words].filter(Boolean).join('; ');
  const agent = { 'x-ms-bot-agent': `DirectLine/${protocolVersion} (${client} ${VERSION})` };
  return request => http({ ...request, headers: { ...request.headers, ...agent } });
};
