import { asapScheduler } from 'rxjs';

/** Runs `work` in a microtask, in virtual time within the same frame. Jest's fake timers do not hold it back, unlike `queueMicrotask`. */
export const soon = (work: () => void): void => void asapScheduler.schedule(work);
