import { tap, type Observable, type Observer } from 'rxjs';
import { asDirectLineError, classifyError } from '../errors.js';
import { notice, type Trace } from '../trace.js';
import type { Source } from './credential.js';
import type { Store } from './store.js';

export interface Gone {
  readonly store: Store;
  readonly onGone: 'end' | 'restart';
  readonly source: Source;
  readonly trace: Trace;
  /** Receives the error that ends the run of the forgotten conversation. */
  readonly status$: Pick<Observer<never>, 'error'>;
}

/** With `restart`, forgets a conversation that cannot be continued as its call fails: the next attempt starts a new one. */
export const forgetWhenGone = ({ store, onGone, source, trace, status$ }: Gone): (<T>(source$: Observable<T>) => Observable<T>) => {
  const forget = (error: unknown): void => {
    const failure = asDirectLineError(error);
    if (onGone === 'end' || classifyError(failure) !== 'gone') return;
    // One failure can end several calls: the next conversation is not to be forgotten for the last one's.
    if ('conversationId' in failure && failure.conversationId !== store.conversation?.conversationId) return;
    // A token of another conversation opens that one; and the token of the options is all that there is.
    store.forget({ keepToken: source.kind === 'token' || failure.name === 'DirectLineTokenMismatchError' });
    trace(notice('restarted', 'the conversation could not be continued: a new one is started', failure));
    status$.error(failure);
  };
  return (source$) => source$.pipe(tap({ error: forget }));
};
