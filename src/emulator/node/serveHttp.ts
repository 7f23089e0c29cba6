import type { Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { errorAnswer, errorJson } from '../core/refusal.js';
import { LostAnswer } from '../http/lostAnswer.js';

const unreadable = errorAnswer(400, 'BadArgument', 'The request line or the Host header cannot be read');

/** Ends the connection, and with it what it has begun to say. */
async function breakOff(response: ServerResponse, begun: Response | undefined): Promise<void> {
  const body = begun ? Buffer.from(await begun.arrayBuffer()) : Buffer.alloc(0);
  if (!begun || body.length === 0) return void response.destroy();
  response.writeHead(begun.status, { ...Object.fromEntries(begun.headers), 'Content-Length': body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
}

/** Where an answer is lost the adapter has none to write, and leaves the connection as it is. */
const errorHandler = (error: unknown): Response | undefined =>
  error instanceof LostAnswer ? undefined : Response.json(errorJson(unreadable.body), { status: unreadable.status });

/** Leaves the globals of the process alone, which the adapter would replace. */
export function serveHttp(server: Server, app: Hono): void {
  server.on('request', (incoming, outgoing) => {
    const serve = async (request: Request): Promise<Response> => {
      try {
        return await app.fetch(request);
      } catch (error) {
        if (error instanceof LostAnswer) await breakOff(outgoing, error.begun instanceof Response ? error.begun : undefined);
        throw error;
      }
    };
    void getRequestListener(serve, { overrideGlobalObjects: false, errorHandler })(incoming, outgoing);
  });
}
