import type { Activity, Attachment } from '../../protocol/types.js';
import type { MessageFile } from './messageOut.js';
import type { Body } from './messages.js';
import { isObject, jsonOf } from './parameters.js';
import { refuse } from './refusal.js';

function property<T>(message: Record<string, unknown>, name: string, takes: string, is: (value: unknown) => value is T): T | undefined {
  const value = message[name] ?? undefined;
  if (value === undefined || is(value)) return value;
  throw refuse(400, 'BadArgument', `${name} of a message must be ${takes}`);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const listOf = <T>(is: (value: unknown) => value is T) => (value: unknown): value is readonly T[] => Array.isArray(value) && value.every(is);

const isFile = (value: unknown): value is MessageFile => isObject(value) && isText(value.url) && isText(value.contentType);

/** Which kind of picture a URL in `images` leads to is not said (docs/protocol.md, 15.2). */
const picture = (contentUrl: string): Attachment => ({ contentType: 'image/*', contentUrl });

/** A 1.1 message as the activity that it becomes, and whom it says that it is from (docs/protocol.md, 15.2). */
export function messageOf(body: Body): { readonly sender: string | undefined; readonly activity: Activity } {
  const json = jsonOf(body);
  if (!isObject(json)) throw refuse(400, 'BadArgument', 'The request body must be a message, a JSON object');
  const text = property(json, 'text', 'a text', isText);
  const channelData = property(json, 'channelData', 'an object', isObject);
  const images = property(json, 'images', 'a list of URLs', listOf(isText)) ?? [];
  const files = property(json, 'attachments', 'a list of { url, contentType }', listOf(isFile)) ?? [];
  const attachments = [...images.map(picture), ...files.map(({ url, contentType }) => ({ contentType, contentUrl: url }))];
  return {
    sender: property(json, 'from', 'an id, which is a text', isText) || undefined,
    activity: {
      type: 'message',
      ...(text !== undefined && { text }),
      ...(channelData && { channelData }),
      ...(attachments.length > 0 && { attachments }),
    },
  };
}
