import { knownConversation } from './access.js';
import { bytesOf } from './base64.js';
import { fileAnswer } from './fileAnswer.js';
import { newShortId } from './ids.js';
import type { Answer, Bytes, ServiceRequest } from './messages.js';
import { isObject, jsonOf } from './parameters.js';
import { fileNotFound, refuse } from './refusal.js';
import type { World } from './world.js';

/** What a bot has put there for others to fetch (docs/protocol.md, 18.3). */
export interface StoredAttachment {
  readonly name: string;
  readonly type: string;
  /** By their ids, `original` and `thumbnail`. */
  readonly views: ReadonlyMap<string, Bytes>;
  readonly atMs: number;
}

function text(data: Record<string, unknown>, name: string): string {
  const value = data[name] ?? '';
  if (typeof value !== 'string') throw refuse(400, 'BadArgument', `${name} of an attachment must be a string`);
  return value;
}

function viewIn(data: Record<string, unknown>, id: string): readonly (readonly [string, Bytes])[] {
  const base64 = text(data, `${id}Base64`);
  const bytes = bytesOf(base64);
  if (!bytes) throw refuse(400, 'BadArgument', `${id}Base64 of an attachment must be base64`);
  return base64 === '' ? [] : [[id, bytes]];
}

const isOver = (world: World, { atMs }: StoredAttachment, nowMs: number): boolean => atMs + world.settings.retentionMs <= nowMs;

export function putAttachment(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Answer {
  knownConversation(world, conversationId);
  const data = jsonOf(request.body);
  if (!isObject(data)) throw refuse(400, 'BadArgument', 'The request body must be an attachment, a JSON object');
  const views = new Map([...viewIn(data, 'original'), ...viewIn(data, 'thumbnail')]);
  if (!views.has('original')) throw refuse(400, 'MissingProperty', 'The attachment needs originalBase64');
  const attachment = { name: text(data, 'name'), type: text(data, 'type'), views, atMs: nowMs };
  for (const [id, old] of world.attachments) if (isOver(world, old, nowMs)) world.attachments.delete(id);
  const id = newShortId(world);
  world.attachments.set(id, attachment);
  return { status: 200, body: { kind: 'json', json: { id } } };
}

function attachmentOf(world: World, id: string, nowMs: number): StoredAttachment {
  const attachment = world.attachments.get(id);
  if (!attachment || isOver(world, attachment, nowMs)) throw fileNotFound();
  return attachment;
}

export function attachmentInfo(world: World, id: string, nowMs: number): Answer {
  const { name, type, views } = attachmentOf(world, id, nowMs);
  const json = { name, type, views: [...views].map(([viewId, bytes]) => ({ viewId, size: bytes.byteLength })) };
  return { status: 200, body: { kind: 'json', json } };
}

export function attachmentView(world: World, id: string, viewId: string, nowMs: number): Answer {
  const { type, views } = attachmentOf(world, id, nowMs);
  const bytes = views.get(viewId);
  if (!bytes) throw fileNotFound();
  return fileAnswer(type, bytes);
}
