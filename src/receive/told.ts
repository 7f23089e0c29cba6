import type { Activity } from '../protocol/types.js';

/** Told of what is delivered as it is committed, before the subscribers: called, since an observable would cost each activity more. */
export interface Told {
  readonly activity: (activity: Activity) => void;
  /** A set is through; `more` when another page of history follows. */
  readonly setEnd: (more: boolean) => void;
}
