import { map, merge, scan, startWith, type Observable } from 'rxjs';
import type { Outcome } from './posts.js';

/** Where the messages are. */
export interface Tally {
  /** Read and without an outcome, the oldest first. */
  readonly open: readonly string[];
  readonly failed: number;
}

const none: Tally = { open: [], failed: 0 };

const read = (text: string) => ({ open, failed }: Tally): Tally => ({ open: [...open, text], failed });
const done = ({ error }: Outcome) => ({ open, failed }: Tally): Tally => ({ open: open.slice(1), failed: failed + (error === undefined ? 0 : 1) });

/** Counts messages as they are read, and outcomes, which come in the same order. */
export const tallied = (message$: Observable<string>, outcome$: Observable<Outcome>): Observable<Tally> =>
  merge(message$.pipe(map(read)), outcome$.pipe(map(done))).pipe(
    scan((tally, change) => change(tally), none),
    startWith(none),
  );
