import { Hono, type Context } from 'hono';
import { firstValueFrom, type Observable } from 'rxjs';
import type { Composed } from '../composed.js';
import type { Call } from '../core/calls.js';
import type { Damage } from '../core/faultPlan.js';
import type { Answer, ServiceRequest } from '../core/messages.js';
import { errorAnswer } from '../core/refusal.js';
import type { Uncertainties } from '../core/uncertain.js';
import type { LogEntry } from '../log.js';
import { corsHeaders } from './cors.js';
import { addFaultRoute, type FaultRoute } from './faultRoute.js';
import type { Guard } from './guard.js';
import { LostAnswer } from './lostAnswer.js';
import { render, type Signers } from './render.js';
import { requestOf } from './request.js';
import type { Reading } from './route.js';
import { sideOf } from './side.js';
import { versionOf } from './version.js';

/** Writes an answer. */
export type Rendered = (c: Context, answer: Answer) => Promise<Response>;

/** What a bot has to ask of this service before it may ask more. */
export interface BotAccess {
  readonly isAt: (path: string) => boolean;
  readonly add: (app: Hono, rendered: Rendered) => void;
}

export interface AppParts {
  readonly able: Pick<Composed, 'routes' | 'damaged' | 'unlessLost'>;
  readonly secret: string;
  readonly signers: Signers;
  readonly guard: Guard;
  readonly uncertain: Pick<Uncertainties, 'cors' | 'streamUrl'>;
  readonly log: (entry: LogEntry) => void;
  /** Hands a request to the core and emits its answer. */
  readonly ask: (request: Omit<ServiceRequest, 'id'>) => Observable<Answer>;
  /** Where faults may be asked for over HTTP. */
  readonly faults?: FaultRoute | undefined;
  /** Where the bot has to show who it is. */
  readonly botAccess?: BotAccess | undefined;
}

/** HTTP as the core sees it: who may call, what was asked for, and the answer with its headers. */
export function createApp({ able, secret, signers, guard, uncertain, log, ask, faults, botAccess }: AppParts): Hono {
  const app = new Hono({ strict: false });
  /** What happens to the answer of a request. */
  const damages = new WeakMap<Context, Damage>();
  const rendered: Rendered = (c, answer) => {
    if (answer.damage) damages.set(c, answer.damage);
    const asked = { host: c.req.header('host'), version: versionOf(c.req.path), scheme: uncertain.streamUrl };
    return render(answer, signers, asked, able.damaged);
  };

  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const ms = Math.round(performance.now() - startedAt);
    const damage = damages.get(c);
    const { method, path } = c.req;
    log({ type: 'request', side: botAccess?.isAt(path) ? 'bot' : sideOf(path), method, path, status: c.res.status, ms, ...(damage && { damage: damage.kind }) });
    if (damage) c.res = await firstValueFrom(able.unlessLost(c.res, damage));
  });
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(corsHeaders(c.req.header('origin'), uncertain.cors))) c.res.headers.set(name, value);
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
  botAccess?.add(app, rendered);
  const served = async (c: Context, call: Call, reading: Reading = {}): Promise<Response> =>
    rendered(c, await firstValueFrom(ask(await requestOf(c, call, reading, secret, signers))));
  able.routes((method, path, call, reading) => void app.on(method, path, (c) => served(c, call(c), reading)));
  app.notFound((c) => served(c, { op: 'unknown' }));
  return app;
}
