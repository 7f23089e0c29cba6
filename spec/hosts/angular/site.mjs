import express from 'express';

/**
 * Somebody's web site with an Angular application, and its server of tokens, which alone has the secret.
 * @param {{ readonly url: string, readonly secret: string }} service @param {string} browser the folder that the build has made
 * @param {string} [renderer] where a server renders the pages
 */
export async function startSite(service, browser, renderer) {
  const app = express().use(express.json());
  // Mutable: how the next requests for a token are answered.
  let refusal = 0;
  /** @type {string[]} */
  const asked = [];
  app.post('/api/directline/token', async ({ body: { conversationId } }, response) => {
    asked.push(conversationId ?? '');
    if (refusal > 0) return void response.sendStatus(refusal);
    const ask = { headers: { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' } };
    const answer = await (conversationId
      ? fetch(`${service.url}/v3/directline/conversations/${conversationId}`, ask)
      : fetch(`${service.url}/v3/directline/tokens/generate`, { ...ask, method: 'POST', body: '{"user":{"id":"dl_ann"}}' }));
    response.status(answer.status).json(await answer.json());
  });
  app.get('/home', (_, response) => void response.send('<!doctype html><title>Home</title>'));
  if (renderer) app.get('/', async ({ url }, response) => void response.type('html').send(await (await fetch(renderer + url)).text()));
  app.use(express.static(browser, { index: ['index.html', 'index.csr.html'] }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    /** A page without an application. */
    home: `http://127.0.0.1:${port}/home`,
    page: `http://127.0.0.1:${port}/?service=${service.url}`,
    /** For which conversations tokens were asked for; '' is a new one. */
    asked,
    /** From now on tokens are refused with this status; 0 gives them. @param {number} status */
    refuse: (status) => void (refusal = status),
    close: () => (server.closeAllConnections(), server.close()),
  };
}
