import type { Context, Hono } from 'hono';
import type { Answer } from '../../core/messages.js';
import type { BotAccess } from '../../http/app.js';
import { bytesOf } from '../../http/requestBody.js';
import { places, tenantPath } from './authority.js';
import type { Issuer } from './issuer.js';

const limitBytes = 65_536;

async function formOf({ req }: Context): Promise<URLSearchParams> {
  const bytes = await bytesOf(req.raw, limitBytes);
  return new URLSearchParams(bytes === 'too large' ? '' : new TextDecoder().decode(bytes));
}

const json = (value: object): Answer => ({ status: 200, body: { kind: 'json', json: value } });

/** What a bot with an app id looks up and asks for; and who has no token of it has no connector. */
export const issuerRoutes = (issuer: Issuer): BotAccess => ({
  isAt: (path) => path.startsWith(`${tenantPath}/`),
  add(app: Hono, rendered) {
    app.get(tenantPath + places.metadata, (c) => rendered(c, json(issuer.metadata)));
    app.get(tenantPath + places.keys, (c) => rendered(c, json(issuer.keys)));
    app.post(tenantPath + places.token, async (c) => rendered(c, issuer.botToken(await formOf(c))));
    // Not `/v3/attachments`: what a bot has put there is for clients, which have no token of its.
    app.use('/v3/conversations/*', async (c, next) => {
      const refusal = issuer.refusal(c.req.header('authorization'));
      return refusal ? rendered(c, refusal) : next();
    });
  },
});
