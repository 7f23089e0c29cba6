/** In a microtask of its own, as if it came by a wire. Not `queueMicrotask`, which Jest's fake timers hold back. */
export const soon = (work: () => void): void => void Promise.resolve().then(work);
