import { TestScheduler } from 'rxjs/testing';
import { dateTimestampProvider } from 'rxjs/internal/scheduler/dateTimestampProvider';

/** Virtual time; milliseconds from the beginning. */
export interface Clock {
  readonly now: () => number;
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
  /** The machine sleeps: the clock goes on, timers do not. */
  readonly sleep: (ms: number) => void;
  /** When it slept, and for how long. */
  readonly slept: () => readonly { readonly atMs: number; readonly forMs: number }[];
  /** How many timers there are. */
  readonly timers: () => number;
}

/** More timers than that go off at one moment only where one sets the next. */
const AT_ONCE = 1_000;

/** Runs a script in virtual time, and gives what it gives. */
export const inVirtualTime = <T>(script: (clock: Clock) => T): T => {
  const scheduler = new TestScheduler(() => undefined);
  const results: { readonly of: T }[] = [];
  const clock = dateTimestampProvider.delegate;
  try {
    scheduler.run(() => {
      let sleptMs = 0;
      const slept: { atMs: number; forMs: number }[] = [];
      const now = (): number => scheduler.frame + sleptMs;
      dateTimestampProvider.delegate = { now };
      results.push({
        of: script({
          now,
          pass: ms => {
            const until = scheduler.frame + ms;
            // Mutable: how many timers have gone off at one moment.
            let atOnce = 0;
            for (let [timer] = scheduler.actions; timer && timer.delay <= until; [timer] = scheduler.actions) {
              atOnce = timer.delay > scheduler.frame ? 0 : atOnce + 1;
              if (atOnce > AT_ONCE) throw new Error(`time stands still at ${now()}: a timer is set for now again and again`);
              scheduler.actions.shift();
              scheduler.frame = timer.delay;
              const error: unknown = timer.execute(timer.state, timer.delay);
              if (error) throw error;
            }
            scheduler.frame = until;
          },
          sleep: ms => {
            slept.push({ atMs: now(), forMs: ms });
            sleptMs += ms;
          },
          slept: () => slept,
          timers: () => scheduler.actions.length,
        }),
      });
      // What the script has left is counted by it, and does not run on.
      scheduler.actions.length = 0;
    });
  } finally {
    dateTimestampProvider.delegate = clock;
  }
  const [result] = results;
  if (result === undefined) throw new Error('the script was not run');
  return result.of;
};
