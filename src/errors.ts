import { reasonOf } from './redact.js';

/** What is known of a post that failed: the service does not have it, nobody can tell, or has it without having said its id. */
export type Outcome = 'rejected' | 'unknown' | 'accepted';

/** What an error may have besides its message. */
export interface Details {
  readonly cause?: unknown;
  readonly outcome?: Outcome | undefined;
}

/** Where `help` points: a file of this package with a section for each error. */
const HELP_PAGE = 'rx-directline/docs/errors.md';

/** How many characters of a cause's text a message includes. */
const CAUSE_LENGTH = 200;

/** Appends the text of the cause, redacted and bounded, unless the message includes it already. */
const withCause = (message: string, cause: unknown): string => {
  const reason = cause === undefined ? '' : reasonOf(cause);
  const shown = reason.slice(0, CAUSE_LENGTH);
  return message.includes(reason) ? message : `${message}: ${shown}${shown === reason ? '' : '…'}`;
};

/** What all errors here share. Compare errors by `name`: the ESM and the CommonJS copy of a class are two classes. */
abstract class DirectLineErrorBase extends Error {
  abstract override readonly name: string;
  /** Set on the errors of `postActivity()`. */
  declare readonly outcome?: Outcome;

  constructor(message: string, { cause, outcome }: Details = {}) {
    super(withCause(message, cause), cause === undefined ? undefined : { cause });
    if (outcome !== undefined) this.outcome = outcome;
  }

  /** Whether the same attempt can succeed later. Of a post, look at `outcome` first: the service may have it already. */
  get retryable(): boolean {
    return isDirectLineError(this) && classifyError(this) === 'heals';
  }

  /** Where to read on: the section of this error in the package's docs/errors.md. */
  get help(): string {
    return `${HELP_PAGE}#${this.name.toLowerCase()}`;
  }
}

/** An option is wrong. Thrown by the call that takes it; mend the call, a retry does not help. */
export class DirectLineOptionError extends DirectLineErrorBase {
  override readonly name = 'DirectLineOptionError';
  constructor(readonly option: string, got: string, takes: string) {
    super(`${option}: got ${got}; it takes ${takes}`);
  }
}

/** The service answered with a 3xx, which is not followed, a 4xx or a 5xx (docs/protocol.md, 11). Retried by the client where `status` can heal. */
export class DirectLineHttpError extends DirectLineErrorBase {
  override readonly name = 'DirectLineHttpError';
  /** Stable, as is `status`; the message is not. */
  declare readonly code?: string;
  /** The service's own words, for a person: `message` has the request before them. */
  declare readonly serviceMessage?: string;
  /** What `Retry-After` asked for, in milliseconds. */
  declare readonly retryAfterMs?: number;

  constructor(
    message: string,
    readonly status: number,
    details: Details & {
      readonly code?: string | undefined;
      readonly serviceMessage?: string | undefined;
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message, details);
    if (details.serviceMessage !== undefined) this.serviceMessage = details.serviceMessage;
    if (details.code !== undefined) this.code = details.code;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** No answer came: refused, cut, offline. The client retries it; for a post, `outcome` says whether it may have arrived. */
export class DirectLineNetworkError extends DirectLineErrorBase {
  override readonly name = 'DirectLineNetworkError';
  constructor(message: string, readonly neverSent: boolean, details: Details = {}) {
    super(message, details);
  }
}

/** Something took longer than it may: a request, the opening of a stream, its silence, the life of a stream URL, a post that could not leave. Retried. */
export class DirectLineTimeoutError extends DirectLineErrorBase {
  override readonly name = 'DirectLineTimeoutError';
  constructor(readonly what: 'request' | 'open' | 'silence' | 'streamUrl' | 'echo' | 'send', readonly timeoutMs: number, details: Details = {}) {
    super(`${timeoutMessages[what]} ${timeoutMs} ms`, details);
  }
}

const timeoutMessages = {
  request: 'no answer within',
  open: 'the stream did not open within',
  silence: 'the stream was silent and did not answer for',
  streamUrl: 'the stream URL was not used within its',
  echo: 'the service took the activity, but its id did not come back within',
  send: 'the activity could not leave within',
};

/** The stream's socket closed or never opened (docs/protocol.md, 7). Retried with a new stream URL. */
export class DirectLineSocketError extends DirectLineErrorBase {
  override readonly name = 'DirectLineSocketError';
  constructor(message: string, readonly opened: boolean, readonly closeCode?: number, readonly reason?: string, details: Details = {}) {
    super(message, details);
  }
}

/** Frames or activities came faster than they could be taken. The run ends and goes on from the watermark. */
export class DirectLineOverflowError extends DirectLineErrorBase {
  override readonly name = 'DirectLineOverflowError';
  constructor(readonly limit: number) {
    super(`more than ${limit} activities waited to be delivered; the stream goes on from the last one that was`);
  }
}

/** There is no token to go on with: none was given, or the last one has expired or was refused. `connectionStatus$` is `needsToken` until `setToken(token)`. */
export class DirectLineTokenError extends DirectLineErrorBase {
  override readonly name = 'DirectLineTokenError';
  constructor(readonly reason: 'none' | 'expired' | 'refused', message: string, details: Details = {}) {
    super(message, details);
  }
}

/** The service no longer knows the conversation (docs/protocol.md, 5 and 10). See `onGone`. */
export class DirectLineGoneError extends DirectLineErrorBase {
  override readonly name = 'DirectLineGoneError';
  constructor(readonly conversationId: string, details: Details = {}) {
    super(`the service does not know conversation ${conversationId} (any more)`, details);
  }
}

/** The token opens another conversation than the one that is to go on (docs/protocol.md, 3.2). See `onGone`. */
export class DirectLineTokenMismatchError extends DirectLineErrorBase {
  override readonly name = 'DirectLineTokenMismatchError';
  constructor(readonly conversationId: string, readonly tokenConversationId: string) {
    super(
      `the token opens conversation ${tokenConversationId}, not ${conversationId}: where the secret is, ` +
        `GET conversations/${conversationId} gives the right one`,
    );
  }
}

/**
 * Another client holds this conversation's one stream (docs/protocol.md, 7), and `transport: 'websocket'` wants nothing else.
 * To take over when it has gone, `reconnect()` and subscribe again; `transport: 'auto'` polls instead of failing.
 */
export class DirectLineCollisionError extends DirectLineErrorBase {
  override readonly name = 'DirectLineCollisionError';
  constructor(details: Details = {}) {
    super("another client holds this conversation's stream, and the service allows one", details);
  }
}

/** The service said something that Direct Line does not say: report it. Or a post is none that it can say: the message names the field. A retry gives the same. */
export class DirectLineProtocolError extends DirectLineErrorBase {
  override readonly name = 'DirectLineProtocolError';
}

/** Which attachment of an activity is meant: its place, from 0, and its name if it has one. */
export interface AttachmentPlace {
  readonly index: number;
  readonly name?: string;
}

const placeOf = ({ index, name }: AttachmentPlace): string => `attachments[${index}]${name ? ` ('${name}')` : ''}`;

/** An attachment's bytes cannot be had: `message` and `cause` say why. Nothing was sent; give it another file or URL and post again. */
export class DirectLineAttachmentError extends DirectLineErrorBase {
  override readonly name = 'DirectLineAttachmentError';
  constructor(readonly attachment: AttachmentPlace, why: string, details: Details = {}) {
    super(`${placeOf(attachment)}: ${why}`, details);
  }
}

/** An activity, or a file of it, is larger than the service takes (docs/protocol.md, 6.3). Nothing was sent; post less, or a file by URL. */
export class DirectLineTooLargeError extends DirectLineErrorBase {
  override readonly name = 'DirectLineTooLargeError';
  /** The file with which there is too much; absent where it is the activity itself, or all of an upload together. */
  declare readonly attachment?: AttachmentPlace;

  /** `sizeBytes` is that of the attachment, the activity or, with `upload`, the whole body of an activity with files. */
  constructor(readonly sizeBytes: number, readonly limitBytes: number, what?: AttachmentPlace | 'upload') {
    super(
      typeof what === 'object'
        ? `${placeOf(what)} of ${sizeBytes} bytes: the files of an activity may have ${limitBytes} together`
        : `the activity has ${sizeBytes} bytes ${what ? 'with its files' : 'as JSON'}, and may have ${limitBytes}`,
    );
    if (typeof what === 'object') this.attachment = what;
  }
}

/** A function, an observable or a storage of yours (`token`, `baseUrl`, `reconnectPolicy`, `renew`, `conversation$`, `token$`, `resume`) threw or errored; `message` and `cause` say why. */
export class DirectLineCallbackError extends DirectLineErrorBase {
  override readonly name = 'DirectLineCallbackError';
  constructor(readonly callback: string, details: Details) {
    super(callback === 'storage' ? 'the storage failed' : `${callback.endsWith('$') ? callback : `${callback}()`} failed`, details);
  }
}

/** The client has ended: nothing more can be asked of it. Make a new one. */
export class DirectLineEndedError extends DirectLineErrorBase {
  override readonly name = 'DirectLineEndedError';
  constructor(details: Details = {}) {
    super('the client has ended; createDirectLine() makes a new one', details);
  }
}

export type DirectLineError =
  | DirectLineOptionError
  | DirectLineHttpError
  | DirectLineNetworkError
  | DirectLineTimeoutError
  | DirectLineSocketError
  | DirectLineOverflowError
  | DirectLineTokenError
  | DirectLineGoneError
  | DirectLineTokenMismatchError
  | DirectLineCollisionError
  | DirectLineProtocolError
  | DirectLineAttachmentError
  | DirectLineTooLargeError
  | DirectLineCallbackError
  | DirectLineEndedError;

/** What the client does about an error. */
export type ErrorClass =
  | 'heals' // try again, as the policy says
  | 'expired' // the token: renew it
  | 'noToken' // renewing failed: wait for setToken(token) or reconnect()
  | 'gone' // the conversation cannot go on: onGone decides
  | 'final'; // give up

/** The one table, printed in docs/protocol.md; the statuses of an answer are below it. */
const classes: Readonly<Record<DirectLineError['name'], ErrorClass>> = {
  DirectLineOptionError: 'final',
  DirectLineHttpError: 'final',
  DirectLineNetworkError: 'heals',
  DirectLineTimeoutError: 'heals',
  DirectLineSocketError: 'heals',
  DirectLineOverflowError: 'heals',
  DirectLineTokenError: 'noToken',
  DirectLineGoneError: 'gone',
  DirectLineTokenMismatchError: 'gone',
  DirectLineCollisionError: 'final',
  DirectLineProtocolError: 'final',
  DirectLineAttachmentError: 'final',
  DirectLineTooLargeError: 'final',
  // A function `token` that fails is a back end that is down as often as one that refuses; one without a token completes empty.
  DirectLineCallbackError: 'heals',
  DirectLineEndedError: 'final',
};

/**
 * Returns whether a value is an error of this library or, with a name, that error. Any copy of the module counts.
 *
 * @example
 * directLine.postActivity(activity).subscribe({
 *   error: (error) => {
 *     if (isDirectLineError(error, 'DirectLineHttpError')) console.log(error.status, error.code, error.help);
 *   },
 * });
 */
export const isDirectLineError = <Name extends DirectLineError['name'] = DirectLineError['name']>(
  value: unknown,
  name?: Name,
): value is Extract<DirectLineError, { readonly name: Name }> =>
  value instanceof Error && Object.hasOwn(classes, value.name) && (name === undefined || value.name === name);

/** Sorts an error by what can be done about it; anything unknown is final, so that a defect shows. */
export const classifyError = (error: DirectLineError): ErrorClass => {
  if (error.name === 'DirectLineHttpError') return classifyStatus(error.status, error.code);
  return error.name === 'DirectLineCallbackError' && error.callback === 'reconnectPolicy' ? 'final' : classes[error.name];
};

const classifyStatus = (status: number, code: string | undefined): ErrorClass => {
  if (status === 408 || status === 429 || status >= 500) return 'heals';
  return status === 403 && code === 'TokenExpired' ? 'expired' : classes.DirectLineHttpError;
};

/** A copy of an error that says what became of the post it ended; a copy, since one failed renewal can end many posts. */
export const withOutcome = (error: DirectLineError, outcome: Outcome): DirectLineError => {
  // Begun as an Error, so that the host shows and clones it as one.
  const copy = Object.defineProperties(new Error(error.message), Object.getOwnPropertyDescriptors(error));
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
  return isDirectLineError(copy) ? Object.assign(copy, { outcome }) : error;
};

/** Returns an error of this library as it is, and wraps anything else, which is a defect, in a protocol error. */
export const asDirectLineError = (error: unknown): DirectLineError =>
  isDirectLineError(error) ? error : new DirectLineProtocolError('unexpected error', { cause: error });
