import { asyncScheduler } from 'rxjs';
import type { Answer } from '../../core/messages.js';
import { errorAnswer } from '../../core/refusal.js';
import type { BotIdentity } from '../../options.js';
import { authorityAt, keysOf, metadataOf } from './authority.js';
import { botToken } from './botTokens.js';
import type { RsaKey } from './rsa.js';

/** Vouches for the channel to a bot with an app id, and for that bot to the connector (docs/protocol.md, 18.2 and 18.3). */
export interface Issuer {
  readonly authority: string;
  readonly metadata: object;
  readonly keys: object;
  /** The `Authorization` of a call to the bot. */
  authorization(): string;
  /** What the token endpoint answers. */
  botToken(form: URLSearchParams): Answer;
  /** Why a call of the connector is refused, if it is. */
  refusal(authorization: string | undefined): Answer | undefined;
}

/** What a bot asks a token for, to call its channel. */
const connectorAudience = 'https://api.botframework.com';
const lifeS = 3_600;

const unauthorized = (why: string): Answer => errorAnswer(401, 'Unauthorized', why, { 'WWW-Authenticate': 'Bearer' });

/** `serviceUrl` as activities have it. */
export function createIssuer(bot: BotIdentity, key: RsaKey, serviceUrl: string): Issuer {
  const authority = authorityAt(serviceUrl);
  const metadata = metadataOf(authority);
  const nowS = (): number => Math.floor(asyncScheduler.now() / 1_000);
  const signed = (claims: object): string => key.sign({ iss: metadata.issuer, ...claims, nbf: nowS(), exp: nowS() + lifeS });
  const grant = (appId: string, audience: string) => ({ token: signed({ aud: audience, appid: appId, ver: '1.0' }), expiresInS: lifeS });

  return {
    authority, metadata, keys: keysOf(key),
    authorization: () => `Bearer ${signed({ aud: bot.appId, serviceurl: serviceUrl })}`,
    botToken: (form) => botToken(form, bot, grant),
    refusal(authorization) {
      const [, token] = /^bearer +(\S+)$/i.exec(authorization?.trim() ?? '') ?? [];
      if (token === undefined) return unauthorized(`The bot has to bring a token: it gets one at ${metadata.token_endpoint}`);
      const claims = key.verify(token);
      if (claims?.['aud'] !== connectorAudience) return unauthorized(`The token is none for ${connectorAudience}, or none of this run`);
      if (Number(claims['exp']) <= nowS()) return unauthorized('The token has expired');
      return claims['appid'] === bot.appId ? undefined : errorAnswer(403, 'Forbidden', 'The conversation is of another bot');
    },
  };
}
