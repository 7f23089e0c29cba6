/** In a microtask of its own: when what is under way is done. Not `queueMicrotask`, which Jest's fake timers hold back. */
export const soon = (work: () => void): void => void Promise.resolve().then(work);
