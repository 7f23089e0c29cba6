import { defer, type Observable } from 'rxjs';
import type { Conversation, Protocol } from '../protocol/protocol.js';
import type { Token } from '../protocol/token.js';
import type { TokenParameters } from '../protocol/types.js';
import { authorizing, workingToken, type Authorized, type Renew } from './authorizedCalls.js';
import { ConversationStart } from './conversation.js';
import { conversationAndToken } from './demand.js';
import { forgetWhenGone, type Gone } from './gone.js';
import { noticing } from './notices.js';
import { renewing } from './renewal.js';
import { RenewalClock } from './renewalClock.js';
import { speakerOf, userWins, type UserWins } from './speaker.js';

export interface SessionOptions extends Gone {
  readonly protocol: Protocol;
  readonly parameters: TokenParameters;
  readonly user: TokenParameters['user'];
  readonly isBrowser: boolean;
  readonly status$: Observable<{ readonly state: string }> & Gone['status$'];
  /** The app called `reconnect()`. */
  readonly reconnect$: Observable<unknown>;
  readonly wake$: Observable<unknown>;
  /** Waits before what can heal is tried again. */
  readonly patient: <T>(source$: Observable<T>) => Observable<T>;
  /** Delays a source until the storage was loaded. */
  readonly resumed: <T>(source$: Observable<T>) => Observable<T>;
}

/**
 * Composes the conversation of a client, its calls, the renewal of its token, and the observables `conversation$` and `token$`. Makes each of these when it
 * is first used, because a server holds thousands of conversations that are open and idle.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #userWins: UserWins;
  readonly #start: ConversationStart;
  readonly #clock: RenewalClock;
  /** Mutable: the parts that were used so far. */
  #noticed: ((source$: Observable<Conversation>) => Observable<Conversation>) | undefined;
  #renewing: Renew | undefined;
  #working$: Observable<Token> | undefined;
  #call: Authorized | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#userWins = userWins(options.trace);
    this.#start = new ConversationStart(options);
    const { store, status$, wake$, patient, trace } = options;
    this.#clock = new RenewalClock({ store, status$, wake$, patient, trace, renew: this.#renew });
  }

  /** The conversation, with a token in the store that opens it. */
  get conversation$(): Observable<Conversation> {
    this.#noticed ??= noticing({ ...this.#options, userWins: this.#userWins });
    return this.#start.conversation$.pipe(this.#options.resumed, this.#noticed, forgetWhenGone(this.#options));
  }

  /** Makes a call of the conversation with a token that works. */
  get call(): Authorized {
    return (this.#call ??= authorizing(defer(() => this.conversation$), this.#working, this.#options.store, this.#renew, forgetWhenGone(this.#options)));
  }

  /** Keeps the token fresh until the returned function is called. */
  keepFresh(): () => void {
    return this.#clock.use();
  }

  /** The streams `conversation$` and `token$` of the client, before its end. */
  demand(): ReturnType<typeof conversationAndToken> {
    return conversationAndToken({
      ...this.#options, conversation$: this.conversation$, working$: this.#working, keepFresh: () => this.keepFresh(), gone: this.#options,
      userId: () => this.speaker?.id,
    });
  }

  /** Who speaks with the token of now. */
  get speaker(): TokenParameters['user'] {
    return speakerOf(this.#options.user, this.#options.store.boundUserId);
  }

  /** Notes that the app has posted as this user. */
  speak(userId: string): void {
    const { store } = this.#options;
    store.speakers.add(userId);
    this.#userWins(store.token?.userId, userId);
  }

  get #working(): Observable<Token> {
    return (this.#working$ ??= workingToken(this.#options.store, this.#renew, this.#options.trace));
  }

  readonly #renew: Renew = (old, why) => (this.#renewing ??= renewing({ ...this.#options, userWins: this.#userWins }))(old, why);
}
