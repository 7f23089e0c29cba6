import type { Answer } from '../../core/messages.js';
import { same } from '../../http/credential.js';
import type { BotIdentity } from '../../options.js';

/** Signs that an app may call an audience. */
export type Grant = (appId: string, audience: string) => { readonly token: string; readonly expiresInS: number };

const refused = (status: number, error: string, why: string): Answer =>
  ({ status, body: { kind: 'json', json: { error, error_description: why } } });

/**
 * A token for a bot's own calls, by the form of client credentials (RFC 6749, 4.4). As at Microsoft's, other bots get tokens too, which
 * open nothing here.
 */
export function botToken(form: URLSearchParams, { appId, appPassword }: BotIdentity, grant: Grant): Answer {
  const field = (name: string): string => form.get(name) ?? '';
  const [id, password] = [field('client_id'), field('client_secret')];
  if (field('grant_type') !== 'client_credentials') return refused(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  if (id === '' || password === '') return refused(401, 'invalid_client', 'client_id and client_secret are needed: certificates and assertions are not taken here');
  if (id === appId && appPassword !== undefined && !same(password, appPassword)) return refused(401, 'invalid_client', 'The app password is another one');
  const [, audience = ''] = /^(\S+)\/\.default$/.exec(field('scope')) ?? [];
  if (audience === '') return refused(400, 'invalid_scope', 'scope must be one that ends in /.default, such as https://api.botframework.com/.default');
  const { token, expiresInS } = grant(id, audience);
  const json = { token_type: 'Bearer', expires_in: expiresInS, ext_expires_in: expiresInS, access_token: token };
  return { status: 200, body: { kind: 'json', json } };
}
