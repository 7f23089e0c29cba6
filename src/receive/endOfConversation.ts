import { EMPTY, switchMap, take, timer, type Observable, type Subscription } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Told } from './told.js';

/** For how long nothing may follow an end of conversation for it to be one: the service does not enforce it. */
export const END_QUIET_MS = 500;

/** As much of the store as is read. */
interface Listening {
  /** Ids of those whose own end is no end. */
  readonly userIds: ReadonlySet<string>;
  /** The current conversation. If another one replaces it, the end of the first conversation does not end the second. */
  readonly conversation: { readonly conversationId: string } | undefined;
}

/**
 * Hears of what is delivered, and says when the conversation has ended: somebody else than `userIds` said so, its whole
 * set was delivered, no history is to come, and nothing has followed while the stream was online. With anything after
 * it, it is just an activity. Docs/protocol.md, 9.
 */
export class EndOfConversation implements Told {
  /** Mutable: an observable of all that is delivered would cost each activity more than its parsing. */
  #ending: Ending = 'none';
  #endingOf: string | undefined;
  /** Mutable: the listener, and the quiet that follows an end. */
  #ended: (() => void) | undefined;
  #quiet: Subscription | undefined;
  readonly #store: Listening;
  readonly #status$: Observable<{ readonly state: string }>;

  constructor(store: Listening, status$: Observable<{ readonly state: string }>) {
    this.#store = store;
    this.#status$ = status$;
  }

  activity(activity: Activity): void {
    if (this.#isEndByOther(activity)) {
      this.#endingOf = this.#store.conversation?.conversationId;
      this.#become('announced');
    } else if (this.#ending !== 'none') this.#become('none');
  }

  /** Another set's end starts the quiet over. */
  setEnd(more: boolean): void {
    if (this.#ending !== 'none') this.#become(more ? 'announced' : 'quiet');
  }

  /** Calls the listener when the conversation has ended, until the returned function is called. A subscriber that joins during the quiet period starts that period again. */
  listen(ended: () => void): () => void {
    this.#ended = ended;
    this.#become(this.#ending);
    return () => {
      // Another subscriber may have taken its place.
      if (this.#ended !== ended) return;
      this.#ended = undefined;
      this.#quiet?.unsubscribe();
    };
  }

  #isEndByOther({ type, from }: Activity): boolean {
    return type === 'endOfConversation' && !(from && this.#store.userIds.has(from.id));
  }

  #become(ending: Ending): void {
    this.#ending = ending;
    this.#quiet?.unsubscribe();
    if (ending !== 'quiet' || !this.#ended) return;
    this.#quiet = this.#status$
      .pipe(switchMap(({ state }) => (state === 'online' ? timer(END_QUIET_MS) : EMPTY)), take(1))
      .subscribe(() => this.#store.conversation?.conversationId === this.#endingOf && this.#ended?.());
  }
}

/** Whether the last activity said that it is the end, and its whole set, and all history, was delivered after that. */
type Ending = 'none' | 'announced' | 'quiet';
