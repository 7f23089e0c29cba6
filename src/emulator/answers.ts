import type { Answer } from './core/messages.js';

/** Requests that wait for the core: it may answer in a later step. */
export interface Answers {
  /** `ask` gets the request's id. */
  wait(ask: (id: string) => void): Promise<Answer>;
  give(id: string, answer: Answer): void;
}

export function createAnswers(): Answers {
  const waiting = new Map<string, (answer: Answer) => void>();
  let count = 0;
  return {
    wait: (ask) => new Promise((resolve) => {
      const id = `r${++count}`;
      waiting.set(id, resolve);
      ask(id);
    }),
    give(id, answer) {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    },
  };
}
