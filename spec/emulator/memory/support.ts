import { builtInBot, inMemoryService, type InMemoryOptions, type BotFunction } from '../../../src/testing/index.js';
import { factsOf } from '../../support/facts.js';
import { later } from '../../support/live.js';
import { callsBy, type Json } from '../support/calls.js';

export interface Reply {
  readonly status: number;
  readonly body: Json;
}

/** A service in memory that is closed when the spec ends, and the calls of a client. */
export function serving(bot: BotFunction = builtInBot, options: InMemoryOptions = {}) {
  const service = inMemoryService(bot, options);
  later(() => service.close());
  const call = async (method: string, path: string, json?: unknown, credential = service.secret): Promise<Reply> => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const answer = await service.fetch(path, { method, headers: { Authorization: `Bearer ${credential}` }, ...body });
    return { status: answer.status, body: await answer.json() };
  };
  return {
    ...service,
    log: factsOf(service.log$),
    call,
    ...callsBy(call),
    /** A socket, and what it tells, in order: `open`, the texts of activities, `error`, `1008 collision`. */
    listen(url: string) {
      const socket = new service.WebSocket(url);
      const told: string[] = [];
      socket.addEventListener('open', () => told.push('open'));
      socket.addEventListener('message', ({ data }) => told.push(textsIn(data)));
      socket.addEventListener('error', () => told.push('error'));
      socket.addEventListener('close', ({ code, reason, wasClean }) => told.push(`${code} ${reason} ${wasClean ? 'clean' : 'not clean'}`));
      return { socket, told };
    },
  };
}

const textsIn = (frame: string): string =>
  frame === '' ? 'alive' : JSON.parse(frame).activities.map(({ text, type }: Json) => text ?? type).join();

/** Lets every microtask run that is there, and those that they make: nothing in memory waits for more. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};
