import type { IncomingMessage } from 'node:http';
import { serverSentEvents } from '../bot/serverSentEvents.js';
import { isActivity } from '../core/activityIn.js';
import { parseJson } from '../core/json.js';
import type { BotAnswer } from '../core/messages.js';
import type { Activity } from '../../protocol/types.js';

const limitBytes = 4 * 1024 * 1024;

export interface BotResponseParts {
  readonly answered: (answer: BotAnswer) => void;
  readonly failed: (error: Error) => void;
  /** An activity that came while the answer was still being written. */
  readonly said: (activity: Activity) => void;
}

/** One body, parsed when it is whole. */
function readWhole(response: IncomingMessage, { answered }: BotResponseParts): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  });
  response.on('end', () =>
    answered({ status: response.statusCode ?? 0, ...(bytes <= limitBytes && { body: parseJson(Buffer.concat(chunks).toString())?.json }) }));
}

/** Activities as they come; an `invokeResponse` has no receiver here (docs/protocol.md, 13). */
function readEvents(response: IncomingMessage, { answered, failed, said }: BotResponseParts): void {
  const events = serverSentEvents(({ event, data }) => {
    const activity = event === 'activity' ? parseJson(data)?.json : undefined;
    if (isActivity(activity)) said(activity);
  });
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    try {
      events.push(text);
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
      response.destroy();
    }
  });
  response.on('end', () => {
    events.end();
    answered({ status: response.statusCode ?? 0 });
  });
}

const isEventStream = ({ headers }: IncomingMessage): boolean => /^text\/event-stream\b/i.test(headers['content-type'] ?? '');

/** `streamed`: the bot was asked to answer in server-sent events; it may answer otherwise all the same. */
export function readBotResponse(response: IncomingMessage, streamed: boolean, parts: BotResponseParts): void {
  response.on('error', parts.failed);
  (streamed && isEventStream(response) ? readEvents : readWhole)(response, parts);
}
