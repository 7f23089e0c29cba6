import type { Activity } from '../../protocol/types.js';
import { idIn11 } from './ids.js';
import { isObject } from './parameters.js';

/** What 1.1 has of an activity (docs/protocol.md, 15.1). */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly created: string;
  readonly from: string;
  readonly text?: string;
  readonly channelData?: Record<string, unknown>;
  readonly images: readonly string[];
  readonly attachments: readonly MessageFile[];
  readonly eTag: string;
}

export interface MessageFile {
  readonly url: string;
  readonly contentType: string;
}

/** What has a URL and a kind; a card has `content`, for which there is no place. Bots send anything, whatever the types say. */
function filesOf(attachments: unknown): readonly MessageFile[] {
  if (!Array.isArray(attachments)) return [];
  return attachments.filter(isObject).flatMap(({ contentUrl: url, contentType, content }) =>
    typeof url === 'string' && typeof contentType === 'string' && content == null ? [{ url, contentType }] : []);
}

/** Relative when it begins with one of these origins. */
const relativeTo = (origins: readonly string[]) => (file: MessageFile): MessageFile => {
  const origin = origins.find((candidate) => file.url.startsWith(`${candidate}/`));
  return origin === undefined ? file : { ...file, url: file.url.slice(origin.length) };
};

const isImage = ({ contentType }: MessageFile): boolean => /^image\//i.test(contentType);

/** 1.1's view of an activity in history; what a message has no place for is left out (docs/protocol.md, 15.2). */
export function asMessage(activity: Activity, conversationId: string, relativeOrigins: readonly string[]): Message {
  const { id = '', timestamp = '', from, text, channelData } = activity;
  const files = filesOf(activity.attachments).map(relativeTo(relativeOrigins));
  return {
    id: idIn11(id),
    conversationId,
    created: timestamp,
    from: from?.id ?? '',
    ...(typeof text === 'string' && { text }),
    ...(isObject(channelData) && { channelData }),
    images: files.filter(isImage).map(({ url }) => url),
    attachments: files.filter((file) => !isImage(file)),
    eTag: `W/"datetime'${encodeURIComponent(timestamp)}'"`,
  };
}
