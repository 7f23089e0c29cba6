import { Hono, type Context } from 'hono';
import type { Call } from '../core/messages.js';
import { version11, version30 } from './clientRoutes.js';
import { connector } from './connectorRoutes.js';
import type { Route } from './route.js';

/** Method and path to operation. */
export function addRoutes(app: Hono, serve: (c: Context, call: Call) => Promise<Response>): Hono {
  const route: Route = (method, path, call) => void app.on(method, path, (c) => serve(c, call(c)));
  for (const side of [version30, version11, connector]) side(route);
  app.notFound((c) => serve(c, { op: 'unknown' }));
  return app;
}
