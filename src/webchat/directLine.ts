import { BehaviorSubject, defer, switchMap, type Observable } from 'rxjs';
import { createDirectLine, type Activity, type DirectLine as Client } from '../index.js';
import type { Conversation } from './formerTypes.js';
import { optionsFrom, type FormerOptions } from './formerOptions.js';
import { forWebChat, type WebChatConnection } from './forWebChat.js';
import type { StatusNumbers } from './status.js';

/**
 * For code that has `new DirectLine(…)` of `botframework-directlinejs`: the same options and members, on this client. Making one asks
 * nothing of anybody. Throws `DirectLineOptionError` for an option that is wrong. docs/migrating.md says what differs, and why.
 */
export class DirectLine implements WebChatConnection {
  readonly connectionStatus$: StatusNumbers;
  readonly activity$: Observable<Activity>;
  readonly postActivity: (activity: Activity) => Observable<string>;
  readonly getSessionId: () => Observable<string>;
  readonly #face: WebChatConnection;
  readonly #former: FormerOptions;
  /** Mutable: another client takes its place when the user is named, as long as it has not been used. */
  readonly #client$: BehaviorSubject<Client>;
  #used = false;

  constructor(options: FormerOptions) {
    this.#former = options;
    this.#client$ = new BehaviorSubject(createDirectLine(optionsFrom(options)));
    const deliveryMode = options.streaming === true && { deliveryMode: 'stream' };
    this.#face = forWebChat({
      connectionStatus$: this.#client$.pipe(switchMap(({ connectionStatus$ }) => connectionStatus$)),
      conversation$: defer(() => this.client.conversation$),
      activity$: defer(() => this.client.activity$),
      postActivity: activity => defer(() => this.client.postActivity({ ...deliveryMode, ...activity })),
      getSessionId: () => defer(() => this.client.getSessionId()),
    });
    this.connectionStatus$ = this.#face.connectionStatus$;
    this.activity$ = this.#face.activity$;
    this.postActivity = this.#face.postActivity;
    this.getSessionId = this.#face.getSessionId;
  }

  get referenceGrammarId(): string | undefined {
    return this.#face.referenceGrammarId;
  }

  /** The client that does the work: `checkpoint()`, `conversation$`, `token$`, `trace$` and the status in words. */
  get client(): Client {
    this.#used = true;
    return this.#client$.value;
  }

  /** Who speaks: told at start, so it counts until something was asked for or posted, and a token that names a user wins. Later it does nothing. */
  setUserId(userId: string): void {
    if (!this.#used) this.#client$.next(createDirectLine(optionsFrom(this.#former, userId)));
  }

  /** Connects now, with the token if there is one: at `ExpiredToken`, at `FailedToConnect` and at any other time. */
  reconnect({ token }: Conversation = {}): void {
    if (token !== undefined) this.client.setToken(token);
    this.client.reconnect();
  }

  /** Completes everything and lets go of everything, for good. Twice is fine. */
  end(): void {
    this.client.end();
  }
}
