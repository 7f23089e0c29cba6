import { Observable } from 'rxjs';
import type { Answer } from './core/messages.js';

/** Requests that wait for the core: it may answer in a later step. */
export interface Answers {
  /** Subscribing calls `ask` with the request's id. Unsubscribing ends the wait, not the request. */
  wait(ask: (id: string) => void): Observable<Answer>;
  give(id: string, answer: Answer): void;
}

export function createAnswers(): Answers {
  const waiting = new Map<string, (answer: Answer) => void>();
  let count = 0;
  return {
    wait: (ask) => new Observable((subscriber) => {
      const id = `r${++count}`;
      waiting.set(id, (answer) => {
        subscriber.next(answer);
        subscriber.complete();
      });
      ask(id);
    }),
    give(id, answer) {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    },
  };
}
