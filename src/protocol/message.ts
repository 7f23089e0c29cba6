import { DirectLineProtocolError } from '../errors.js';
import { isRecord } from './record.js';
import type { Activity, Attachment } from './types.js';
import type { Upload } from './upload.js';

/** A message of 1.1 on its way to the service (docs/protocol.md, 15.1). */
export interface OutgoingMessage {
  readonly text?: string;
  readonly from?: string;
  readonly channelData?: Readonly<Record<string, unknown>>;
  readonly images?: readonly string[];
  readonly attachments?: readonly { readonly url: string; readonly contentType: string }[];
}

/** What goes over, and what may be left out since it says how, not what (docs/protocol.md, 15.2). */
const CARRIED = new Set(['type', 'text', 'from', 'channelData', 'attachments']);
const LEFT_OUT = new Set([
  'id', 'timestamp', 'localTimestamp', 'localTimezone', 'conversation', 'recipient', 'channelId', 'serviceUrl', 'locale', 'inputHint',
]);
const LEFT_OUT_IF: Readonly<Record<string, string>> = { textFormat: 'plain', attachmentLayout: 'list' };

const isEmpty = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const noPlace = (what: string): DirectLineProtocolError =>
  new DirectLineProtocolError(`Direct Line 1.1 has no place for ${what}; 3.0 has (docs/protocol.md, 15.2)`);

/** The message of 1.1 that says what an activity says; throws for what it cannot say. Docs/protocol.md, 15.2. */
export const messageOf = (activity: Activity): OutgoingMessage => {
  if (activity.type !== 'message') throw noPlace(`an activity of type '${activity.type}'`);
  for (const [name, value] of Object.entries(activity)) {
    if (CARRIED.has(name) || LEFT_OUT.has(name) || isEmpty(value) || LEFT_OUT_IF[name] === value) continue;
    throw noPlace(`the field '${name}'`);
  }
  const { text, from, channelData } = activity;
  const attachments = activity.attachments ?? [];
  if (channelData !== undefined && !isRecord(channelData)) throw noPlace('channelData that is no object');
  attachments.forEach(checkAttachment);
  const urls = attachments.map(({ contentUrl = '', contentType }) => ({ url: contentUrl, contentType }));
  const images = urls.filter(isImage).map(({ url }) => url);
  const files = urls.filter(file => !isImage(file));
  return {
    ...(text !== undefined && { text }),
    ...(from && { from: from.id }),
    ...(channelData && { channelData }),
    ...(images.length > 0 && { images }),
    ...(files.length > 0 && { attachments: files }),
  };
};

/** What goes with the files of an upload; their names are in their parts. Docs/protocol.md, 6.5. */
export const messageOfUpload = ({ activity, files }: Upload): OutgoingMessage => {
  if (files.some(({ thumbnailUrl }) => !isEmpty(thumbnailUrl))) throw noPlace("an attachment's thumbnailUrl");
  return messageOf({ ...activity, attachments: (activity.attachments ?? []).filter(attachment => !files.includes(attachment)) });
};

const isImage = ({ contentType }: { readonly contentType: string }): boolean => /^image\//i.test(contentType);

const checkAttachment = ({ content, contentUrl, name, thumbnailUrl }: Attachment): void => {
  if (!isEmpty(content)) throw noPlace('an attachment with content, a card say');
  if (!contentUrl) throw noPlace('an attachment without contentUrl');
  if (!isEmpty(name) || !isEmpty(thumbnailUrl)) throw noPlace("an attachment's name or thumbnailUrl");
};

const textOrNone = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The activity that a message of 1.1 is; relative URLs are made absolute with the service's. Docs/protocol.md, 15.2. */
export const activityOfMessage = (message: Readonly<Record<string, unknown>>, baseUrl: string): Activity => {
  const absolute = (url: string): string => (!URL.canParse(url) && URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url);
  const { channelData } = message;
  const [id, from, text, created] = ['id', 'from', 'text', 'created'].map(name => textOrNone(message[name]));
  // The schema says conversationId, an example prints conversation (docs/protocol.md, 8.2).
  const conversationId = textOrNone(message['conversationId']) ?? textOrNone(message['conversation']);
  const images = listOf(message['images'])
    .map(textOrNone)
    .flatMap(url => (url === undefined ? [] : [{ contentType: 'image/*', contentUrl: absolute(url) }]));
  const files = listOf(message['attachments']).flatMap(file => {
    const url = isRecord(file) ? textOrNone(file['url']) : undefined;
    const contentType = isRecord(file) ? textOrNone(file['contentType']) : undefined;
    return url === undefined ? [] : [{ contentType: contentType ?? 'application/octet-stream', contentUrl: absolute(url) }];
  });
  return {
    type: 'message',
    ...(id !== undefined && { id }),
    ...(created !== undefined && { timestamp: created }),
    ...(conversationId !== undefined && { conversation: { id: conversationId } }),
    ...(from !== undefined && { from: { id: from } }),
    ...(text !== undefined && { text }),
    ...(channelData !== undefined && channelData !== null && { channelData }),
    ...(images.length + files.length > 0 && { attachments: [...images, ...files] }),
  };
};
