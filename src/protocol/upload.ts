import { BOT_TIMEOUT_MS, type Call, type Content } from './call.js';
import type { Activity, Attachment } from './types.js';

/** An activity and its files, read and ready to go (docs/protocol.md, 6.4). */
export interface Upload {
  /** The activity, its files without their bytes: each in its place, under the name that its part has. */
  readonly activity: Activity;
  /** Which of its attachments are files. */
  readonly files: readonly Attachment[];
  /** How long the files may take on a slow line, in milliseconds. */
  readonly slowMs: number;
  /** The whole body: this part, which holds the activity, then one for each file. */
  readonly around: (container: Content) => Content;
}

export interface Uploading {
  readonly upload: Upload;
  readonly path: string;
  readonly credential: string;
  readonly container: Content;
}

/** The call of both versions; the how-to wants a `userId`, the swagger does not. */
export const uploadCall = ({ upload, path, credential, container }: Uploading): Call => {
  const { activity: { from }, slowMs } = upload;
  const userId = from ? `?userId=${encodeURIComponent(from.id)}` : '';
  return { method: 'POST', path: `${path}/upload${userId}`, credential, content: upload.around(container), timeoutMs: BOT_TIMEOUT_MS + slowMs };
};
