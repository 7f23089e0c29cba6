/** Runs `work` when what is under way is done. */
export type Soon = (work: () => void) => void;

/** In a microtask of its own. Not `queueMicrotask`, which Jest's fake timers hold back. */
export const inMicrotask: Soon = (work) => void Promise.resolve().then(work);
