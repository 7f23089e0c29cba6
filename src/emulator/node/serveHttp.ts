import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { errorAnswer, errorJson } from '../core/refusal.js';

const unreadable = errorAnswer(400, 'BadArgument', 'The request line or the Host header cannot be read');

/** Leaves the globals of the process alone, which the adapter would replace. */
export function serveHttp(server: Server, app: Hono): void {
  const errorHandler = (): Response =>
    Response.json(errorJson(unreadable.body), { status: unreadable.status });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler });
  server.on('request', (request, response) => void listener(request, response));
}
