import { Hono, type Context } from 'hono';
import type { Answer, Call, ServiceRequest } from '../core/messages.js';
import { errorAnswer } from '../core/refusal.js';
import type { LogEntry } from '../log.js';
import { bodyOf } from './body.js';
import { corsHeaders } from './cors.js';
import { credentialOf } from './credential.js';
import type { Guard } from './guard.js';
import { render, type Signers } from './render.js';
import { addRoutes } from './routes.js';
import { sideOf } from './side.js';
import { versionOf } from './version.js';

export interface AppParts {
  readonly secret: string;
  readonly signers: Signers;
  readonly guard: Guard;
  readonly log: (entry: LogEntry) => void;
  /** Hands a request to the core and waits for its answer. */
  readonly ask: (request: Omit<ServiceRequest, 'id'>) => Promise<Answer>;
}

/** HTTP as the core sees it: who may call, what was asked for, and the answer with its headers. */
export function createApp({ secret, signers, guard, log, ask }: AppParts): Hono {
  const app = new Hono({ strict: false });
  const rendered = (c: Context, answer: Answer): Promise<Response> =>
    render(answer, signers, { host: c.req.header('host'), version: versionOf(c.req.path) });

  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const ms = Math.round(performance.now() - startedAt);
    log({ type: 'request', side: sideOf(c.req.path), method: c.req.method, path: c.req.path, status: c.res.status, ms });
  });
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(corsHeaders(c.req.header('origin')))) c.res.headers.set(name, value);
  });
  app.use(async (c, next) => {
    const why = guard(c.req.header('host'), c.req.header('origin'));
    if (why !== undefined) return rendered(c, errorAnswer(403, 'NotAllowed', why));
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
    return next();
  });
  app.onError((error, c) => {
    log({ type: 'error', message: error.message });
    return rendered(c, errorAnswer(500, 'Internal', 'The emulator failed; its log$ says how'));
  });

  return addRoutes(app, async (c: Context, call: Call) => {
    const { method, path } = c.req;
    const credential = await credentialOf(c.req.header('authorization'), path, secret, signers.tokens);
    return rendered(c, await ask({ method, path, call, credential, body: await bodyOf(c.req.raw) }));
  });
}
