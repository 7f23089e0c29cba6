import { asyncScheduler, timer, type Subscription } from 'rxjs';
import { outputsOfDefect } from './core/defect.js';
import { nextDueAt } from './core/due.js';
import type { Input, Output } from './core/messages.js';
import { step } from './core/step.js';
import type { World } from './core/world.js';

/** Feeds the core, performs what it says, and wakes it when something is due: by the clock of RxJS, which a test can fake. */
export interface Driver {
  /** Returns what the core said; all of it has been or will be performed. */
  send(input: Input): readonly Output[];
  stop(): void;
}

export interface DriverParts {
  readonly perform: (output: Output) => void;
  /** Hears of what must not happen. */
  readonly defect: (error: unknown) => void;
}

const longestTimerMs = 2 ** 31 - 1;

export function drive(world: World, { perform, defect }: DriverParts): Driver {
  const outputs: Output[] = [];
  let performing = false;
  let stopped = false;
  let waiting: Subscription | undefined;

  function guarded<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      defect(error);
      return otherwise;
    }
  }

  // A bot function may answer while its activity is being delivered: outputs keep their order.
  function drain(): void {
    if (performing) return;
    performing = true;
    for (let next = outputs.shift(); next; next = outputs.shift()) {
      const output = next;
      guarded(() => perform(output), undefined);
    }
    performing = false;
  }

  function schedule(): void {
    waiting?.unsubscribe();
    const dueAt = nextDueAt(world);
    if (stopped || dueAt === Infinity) return;
    // Clocks are whole: a wait for a part of a millisecond would end at the time at which it began, and again.
    const delayMs = Math.min(Math.max(0, Math.ceil(dueAt) - asyncScheduler.now()), longestTimerMs);
    waiting = timer(delayMs).subscribe(() => void send({ type: 'tick' }));
  }

  function send(input: Input): readonly Output[] {
    if (stopped) return [];
    const made = guarded(() => step(world, input, asyncScheduler.now()), outputsOfDefect(input));
    outputs.push(...made);
    drain();
    schedule();
    return made;
  }

  return {
    send,
    stop() {
      stopped = true;
      outputs.length = 0;
      waiting?.unsubscribe();
    },
  };
}
