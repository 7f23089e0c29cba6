import type { Observable } from 'rxjs';
import type { Activity } from '../protocol/types.js';

/** The part of a client that `transcript`, `ask` and `repliesTo` need: `DirectLine` has it, and so may an object of your own. */
export interface DirectLineLike {
  /** Each activity once, including those of the user; hot. */
  readonly activity$: Observable<Activity>;
  /** Posts once a subscription and emits the id. */
  readonly postActivity: (activity: Activity) => Observable<{ readonly id: string }>;
  /** The current status, then each change. Only its emissions and its completion count, not its values. */
  readonly connectionStatus$: Observable<unknown>;
  /** Says from whom the posts of this client are. Without it, the user's id is learned from the first echo of an own message. */
  readonly conversation$?: Observable<{ readonly userId?: string }>;
}
