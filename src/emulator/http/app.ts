import { Hono, type Context } from 'hono';
import type { Damage } from '../core/faultPlan.js';
import type { Answer, Call, ServiceRequest } from '../core/messages.js';
import { errorAnswer } from '../core/refusal.js';
import type { LogEntry } from '../log.js';
import { bodyOf } from './body.js';
import { corsHeaders } from './cors.js';
import { credentialOf } from './credential.js';
import { addFaultRoute, type FaultRoute } from './faultRoute.js';
import type { Guard } from './guard.js';
import { render, type Signers } from './render.js';
import { addRoutes } from './routes.js';
import { LostAnswer, spoilt } from './spoilt.js';
import { versionOf } from './version.js';

export interface AppParts {
  readonly secret: string;
  readonly signers: Signers;
  readonly guard: Guard;
  readonly log: (entry: LogEntry) => void;
  /** Hands a request to the core and waits for its answer. */
  readonly ask: (request: Omit<ServiceRequest, 'id'>) => Promise<Answer>;
  /** Where faults may be asked for over HTTP. */
  readonly faults?: FaultRoute | undefined;
}

/** HTTP as the core sees it: who may call, what was asked for, and the answer with its headers. */
export function createApp({ secret, signers, guard, log, ask, faults }: AppParts): Hono {
  const app = new Hono({ strict: false });
  /** What is going to happen to the answer of a request. */
  const damages = new WeakMap<Context, Damage>();
  const rendered = (c: Context, answer: Answer): Promise<Response> => {
    if (answer.damage) damages.set(c, answer.damage);
    return render(answer, signers, { host: c.req.header('host'), version: versionOf(c.req.path) });
  };

  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const ms = Math.round(performance.now() - startedAt);
    const damage = damages.get(c);
    log({ type: 'request', method: c.req.method, path: c.req.path, status: c.res.status, ms, ...(damage && { damage: damage.kind }) });
    if (damage) c.res = await spoilt(c.res, damage);
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
    if (error instanceof LostAnswer) throw error;
    log({ type: 'error', message: error.message });
    return rendered(c, errorAnswer(500, 'Internal', 'The emulator failed; its log$ says how'));
  });

  if (faults) addFaultRoute(app, faults, rendered);
  return addRoutes(app, async (c: Context, call: Call) => {
    const { method, path } = c.req;
    const credential = await credentialOf(c.req.header('authorization'), path, secret, signers.tokens);
    return rendered(c, await ask({ method, path, call, credential, body: await bodyOf(c.req.raw) }));
  });
}
