/** As much of an attachment as is looked at here. */
export interface Holder {
  readonly content?: unknown;
  readonly contentUrl?: string;
}

/** What a `Blob` or a `File` is; the DOM's, Node's and another window's fit. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  /** A `File`'s. */
  readonly name?: string;
  arrayBuffer(): PromiseLike<ArrayBuffer>;
}

// Not by `instanceof`: a frame, jsdom and Jest each have classes of their own.
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isBlob = (value: unknown): value is BlobLike => ['Blob', 'File'].includes(tagOf(value));

export const isBuffer = (value: unknown): value is ArrayBuffer => tagOf(value) === 'ArrayBuffer';

/** Whether an attachment brings its bytes along; any other URL, and a card, go as they are. Reads nothing. */
export const holdsBytes = ({ content, contentUrl }: Holder): boolean =>
  content === undefined || content === null ? isLocal(contentUrl) : isBlob(content) || isBuffer(content) || ArrayBuffer.isView(content);

const isLocal = (url: unknown): boolean => typeof url === 'string' && /^\s*(data|blob):/i.test(url);

/** Whether an activity has any: asked of what has not been checked yet, too. */
export const hasFiles = ({ attachments }: { readonly attachments?: unknown }): boolean =>
  Array.isArray(attachments) && attachments.some((each: unknown) => typeof each === 'object' && each !== null && holdsBytes(each));
