import type { Observable } from 'rxjs';
import type { Activity } from '../protocol/types.js';

/** What these functions need of a client: `DirectLine` has it, and so has any other of this shape. */
export interface DirectLineLike {
  /** Each activity once, one's own among them; hot. */
  readonly activity$: Observable<Activity>;
  /** One post a subscription. */
  readonly postActivity: (activity: Activity) => Observable<{ readonly id: string }>;
  /** The current status, then changes; only that it changes and completes is looked at. */
  readonly connectionStatus$: Observable<unknown>;
}
