import { concatMap, map, of, pipe, scan, timer, type MonoTypeOperatorFunction } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import { checkFactor, checkWait } from './check.js';

export interface PacedOptions {
  /** How many times as fast; default 1. */
  readonly speed?: number | undefined;
  /** The longest wait between two, whatever their times say; ms, default 5,000. */
  readonly maxGapMs?: number | undefined;
}

interface Paced<A> {
  readonly activity: A;
  /** By its own timestamp; NaN as long as nothing has had one. */
  readonly madeMs: number;
  readonly gapMs: number;
}

/**
 * Emits activities with the gaps that are between their timestamps: a transcript, as it was. The first comes at once, and so does what
 * has no timestamp, or an earlier one. Unsubscribing stops the wait; errors pass, and completion once all have come. Throws
 * `DirectLineOptionError`. Docs/protocol.md, 12.1.
 */
export const paced = <A extends Activity>({ speed = 1, maxGapMs = 5_000 }: PacedOptions = {}): MonoTypeOperatorFunction<A> => {
  checkFactor('speed', speed);
  checkWait('maxGapMs', maxGapMs);
  return pipe(
    scan<A, Paced<A>, Pick<Paced<A>, 'madeMs'>>((before, activity) => {
      const saidMs = Date.parse(activity.timestamp ?? '');
      const madeMs = Number.isNaN(saidMs) ? before.madeMs : saidMs;
      const gapMs = (madeMs - before.madeMs) / speed;
      return { activity, madeMs, gapMs: gapMs > 0 ? Math.min(gapMs, maxGapMs) : 0 };
    }, { madeMs: NaN }),
    concatMap(({ activity, gapMs }) => (gapMs > 0 ? timer(gapMs).pipe(map(() => activity)) : of(activity))),
  );
};
