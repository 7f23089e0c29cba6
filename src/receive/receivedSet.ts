import type { ActivitySet } from '../protocol/types.js';

/** An activity set with how it was come by, which decides what delivering it does. */
export interface ReceivedSet extends ActivitySet {
  /** Asked for: even when it is empty, its watermark moves ours. */
  readonly polled?: true;
  /** A page that another one follows. */
  readonly more?: true;
  /** To be remembered, not delivered: the history that was not wanted. */
  readonly hidden?: true;
}
