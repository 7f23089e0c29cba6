import type { Activity } from '../protocol/types.js';

/** What a pipeline gets: a set of activities that counts as done once it says so. */
export interface CommittableSet {
  readonly activities: readonly Activity[];
  /** What a checkpoint holds once this set and all before it are committed. */
  readonly watermark: string | undefined;
  /** Says that the set is done with. Out of order, twice, or after its conversation is fine. */
  readonly commit: () => void;
}
