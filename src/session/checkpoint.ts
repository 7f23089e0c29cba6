import { isRecord, isText } from '../protocol/record.js';

/** What `resume` needs to go on with a conversation, after a page load say; plain JSON. */
export interface Checkpoint {
  readonly conversationId: string;
  readonly watermark?: string;
  /** Only if `checkpoint({ withToken: true })` asked for it. */
  readonly token?: string;
}

/** Whether something has the form of a checkpoint, wherever it comes from. */
export const isCheckpoint = (value: unknown): value is Checkpoint =>
  isRecord(value) &&
  isText(value['conversationId']) &&
  ['watermark', 'token'].every(name => value[name] === undefined || isText(value[name]));
