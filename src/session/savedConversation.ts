import { isRecord, isText } from '../protocol/record.js';
import type { Checkpoint } from './checkpoint.js';

/** What a storage keeps: a checkpoint, and the service and the user whose it is; plain JSON. */
export interface SavedConversation extends Checkpoint {
  /** The service. Absent if the option `baseUrl` is a function. */
  readonly baseUrl?: string;
  /** The user of the option `user`. */
  readonly userId?: string;
}

/** Whose conversation a client resumes. */
export interface Owner {
  readonly baseUrl?: string | undefined;
  readonly userId?: string | undefined;
}

/** Which optional fields are saved and read, with the defaults filled in. */
export type Fields = Readonly<Record<keyof FieldOptions, boolean>>;

/** Which optional fields are saved and read. */
export interface FieldOptions {
  readonly withToken?: boolean | undefined;
  readonly withWatermark?: boolean | undefined;
}

const OPTIONAL_FIELDS = ['watermark', 'token', 'baseUrl', 'userId'] as const;

/** Builds what a storage keeps of a checkpoint. */
export const savedConversation = (
  { conversationId, watermark, token }: Checkpoint,
  { baseUrl, userId }: Owner,
  { withToken = false, withWatermark = true }: FieldOptions,
): SavedConversation => ({
  conversationId,
  ...(withWatermark && watermark !== undefined && { watermark }),
  ...(withToken && token !== undefined && { token }),
  ...(baseUrl !== undefined && { baseUrl }),
  ...(userId !== undefined && { userId }),
});

const malformedField = (loaded: Readonly<Record<string, unknown>>): string | undefined =>
  isText(loaded['conversationId']) ? OPTIONAL_FIELDS.find(name => loaded[name] !== undefined && !isText(loaded[name])) : 'conversationId';

const isSavedConversation = (loaded: Readonly<Record<string, unknown>>): loaded is Readonly<Record<string, unknown>> & SavedConversation =>
  malformedField(loaded) === undefined;

/** Reads what a storage returned, an object or its JSON text, or says why a client of this owner does not resume it. */
export const readSavedConversation = (answer: unknown, { baseUrl, userId }: Owner): SavedConversation | string => {
  const loaded = parsed(answer);
  if (!isRecord(loaded)) return 'it is neither an object nor its JSON text';
  if (!isSavedConversation(loaded)) return `its ${malformedField(loaded)} is not a non-empty string`;
  if (loaded.baseUrl !== baseUrl) return 'it belongs to another service';
  if (loaded.userId !== userId) return 'it belongs to another user';
  return savedConversation(loaded, loaded, { withToken: true });
};

const parsed = (answer: unknown): unknown => {
  if (typeof answer !== 'string') return answer;
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
};

/** Whether two have the same fields. */
export const isSameConversation = (one: SavedConversation, other: SavedConversation): boolean =>
  one.conversationId === other.conversationId && OPTIONAL_FIELDS.every(name => one[name] === other[name]);
