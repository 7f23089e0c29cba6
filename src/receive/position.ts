import type { Activity } from '../protocol/types.js';

/** Where a conversation goes on, as its reader knows it. It is read, never written. */
export interface Position {
  /** The watermark after which the conversation goes on; `undefined` for its beginning. */
  readonly watermark: (conversationId: string) => string | undefined;
  /** Whether an activity has arrived before: by this a silent stream proves that it missed nothing. */
  readonly has: (activity: Activity) => boolean;
  /** Whether the history from before the reader joined has been dealt with. Default: no. */
  readonly hasJoined?: () => boolean;
}

/** A position in the conversation of now. */
export interface CurrentPosition {
  readonly watermark: string | undefined;
  has(activity: Activity): boolean;
  readonly hasJoined?: boolean;
}
