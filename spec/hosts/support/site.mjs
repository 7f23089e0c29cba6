import { join, normalize } from 'node:path';
import express from 'express';
import { BehaviorSubject } from 'rxjs';
import { inHost, root } from './needs.mjs';

/** What is under which path: folders of files that are served as they are. */
const folders = {
  '/dist': join(root, 'dist'),
  '/pages': join(root, 'spec/hosts/pages'),
  '/examples': join(root, 'docs/examples'),
  '/webchat': inHost('webchat', 'botframework-webchat/dist'),
  '/react': inHost('webchat', 'react'),
  '/react-dom': inHost('webchat', 'react-dom'),
};

/**
 * Somebody's web site: pages, scripts and pages that were made for it, and a server of tokens, which alone has the secret.
 * @param {{ readonly url: string, readonly secret: string }} service @param {Readonly<Record<string, Buffer>>} [bundles]
 */
export async function startSite(service, bundles = {}) {
  const app = express().disable('etag').use(express.json());
  // Megabytes, which a browser is given once.
  for (const [path, folder] of Object.entries(folders)) app.use(path, express.static(folder, { dotfiles: 'allow', maxAge: '1h' }));
  app.get('/bundles/:name', ({ params }, response) => void response.type(params.name).set('Cache-Control', 'max-age=3600').send(bundles[params.name]));
  /** @type {BehaviorSubject<readonly string[]>} */
  const asked$ = new BehaviorSubject([]);
  /** Mutable: the conversations of which the server of tokens knows. @type {Set<string>} */
  const known = new Set();
  app.post('/api/directline/token', async ({ body }, response) => {
    const { conversationId, reason = '', user = 'dl_ann' } = body ?? {};
    asked$.next([...asked$.value, reason]);
    if (conversationId && !known.has(conversationId)) return void response.sendStatus(404);
    const ask = { headers: { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' } };
    const answer = await (conversationId
      ? fetch(`${service.url}/v3/directline/conversations/${conversationId}`, ask)
      : fetch(`${service.url}/v3/directline/tokens/generate`, { ...ask, method: 'POST', body: JSON.stringify({ user: { id: user } }) }));
    const given = await answer.json();
    if (answer.ok) known.add(given.conversationId);
    response.status(answer.status).json(given);
  });
  app.get('/signin', (_, response) => void response.send('<title>Sign in</title>'));
  app.get('/favicon.ico', (_, response) => void response.sendStatus(204));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    /** For what reasons tokens were asked for. */
    asked$,
    /** The server of tokens, which keeps nothing, is started again. */
    restart: () => known.clear(),
    /** @param {string} path @param {Readonly<Record<string, string>>} [query] */
    page: (path, query = {}) => `${url}${normalize(path)}?${new URLSearchParams({ service: service.url, ...query })}`,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
