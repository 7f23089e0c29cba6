import type { Observable } from 'rxjs';

/** What an observable of the real world has told so far, as facts to await: no sleeps, and it is left when the spec is over. */
export interface Facts<T> {
  readonly all: readonly T[];
  /** How it ended, if it has. */
  readonly end: { readonly completed: true } | { readonly error: unknown } | undefined;
  /** Resolves when this holds of all that was told, now or later; rejects, with what was told last, when it cannot or time is up. */
  readonly until: (what: string, fact: (all: readonly T[]) => boolean, deadlineMs?: number) => Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: (what: string, deadlineMs?: number) => Promise<void>;
  readonly leave: () => void;
}

/** Long enough for a busy machine; shorter than a spec may take, so that the deadline's words are what is read. */
export const factMs = 40_000;

const leaves = new Set<() => void>();

afterEach(() => {
  for (const leave of leaves) leave();
  leaves.clear();
});

/** Subscribes, and keeps what it is told; `shown` is how a failure prints it. */
export function factsOf<T>(source$: Observable<T>, shown: (value: T) => unknown = (value) => value): Facts<T> {
  const all: T[] = [];
  const waiting = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  let end: Facts<T>['end'];
  const look = (): void => [...waiting].forEach((one) => one());
  const finish = (how: NonNullable<Facts<T>['end']>): void => {
    end = how;
    look();
  };
  const subscription = source$.subscribe({
    next: (value) => {
      all.push(value);
      look();
    },
    error: (error: unknown) => finish({ error }),
    complete: () => finish({ completed: true }),
  });
  leaves.add(() => {
    subscription.unsubscribe();
    timers.forEach(clearTimeout); // of who lost a race
  });

  const told = (): string => {
    const how = end === undefined ? '' : 'error' in end ? `, then the error ${String(end.error)}` : ', then its end';
    return `${all.length} were told${how}; the last ones: ${JSON.stringify(all.slice(-12).map(shown))}`;
  };
  const wait = (what: string, holds: () => boolean, isOver: () => boolean, deadlineMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const one = (): void => {
        if (holds()) settle(resolve);
        else if (isOver()) settle(() => reject(new Error(`it ended before ${what}; ${told()}`)));
      };
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        waiting.delete(one);
        then();
      };
      const timer = setTimeout(() => settle(() => reject(new Error(`${deadlineMs} ms went by before ${what}; ${told()}`))), deadlineMs);
      timers.add(timer);
      waiting.add(one);
      one();
    });

  return {
    all,
    get end() {
      return end;
    },
    until: (what, fact, deadlineMs = factMs) => wait(what, () => fact(all), () => end !== undefined, deadlineMs),
    ended: (what, deadlineMs = factMs) => wait(what, () => end !== undefined, () => false, deadlineMs),
    leave: () => subscription.unsubscribe(),
  };
}
