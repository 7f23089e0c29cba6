import type { Context, Hono } from 'hono';
import { errorAnswer } from '../core/refusal.js';
import type { Answer } from '../core/messages.js';
import type { Inject } from '../faultInjection.js';
import { isFaultRequest } from '../readFault.js';
import { bodyOf } from './requestBody.js';
import { same } from './credential.js';

/** Faults for who has the key. */
export interface FaultRoute {
  readonly key: string;
  readonly inject: Inject;
}

const path = '/emulator/faults';

async function answerOf(c: Context, { key, inject }: FaultRoute): Promise<Answer> {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '') ?? [];
  if (!same(given, key)) return errorAnswer(403, 'NotAllowed', 'Faults want the fault key: Authorization: Bearer KEY');
  const body = await bodyOf(c.req.raw);
  const request = body.kind === 'json' ? body.json : undefined;
  if (!isFaultRequest(request)) return errorAnswer(400, 'BadArgument', 'The request body must be a fault, such as {"fault":"drop"}');
  try {
    return { status: 200, body: { kind: 'json', json: { fault: request.fault, sockets: inject(request) } } };
  } catch (error) {
    if (error instanceof RangeError) return errorAnswer(400, 'BadArgument', error.message);
    throw error;
  }
}

/** `POST /emulator/faults` takes what `emulator.faults` takes, and answers how many sockets it hit. */
export function addFaultRoute(app: Hono, route: FaultRoute, rendered: (c: Context, answer: Answer) => Promise<Response>): void {
  app.post(path, async (c) => rendered(c, await answerOf(c, route)));
}
