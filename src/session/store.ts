import { asyncScheduler, BehaviorSubject, defer, filter, map, merge, Subject, type Observable } from 'rxjs';
import type { Conversation } from '../protocol/protocol.js';
import { tokenFrom, type Token } from '../protocol/token.js';
import type { Activity } from '../protocol/types.js';
import type { Checkpoint } from './checkpoint.js';
import { Delivered } from './delivered.js';
import { Uncommitted } from './uncommitted.js';

/**
 * What a client remembers, from its construction to `end()`: the conversation, its token and the ids of delivered activities. A new subscription, socket
 * or token goes on from here.
 */
export class Store {
  /** All mutable: each field holds what the last answer, or the last delivery, left. */
  #conversation: Conversation | undefined;
  #token: Token | undefined;
  #delivered = new Delivered('');
  #watermark: string | undefined;
  /** Made when somebody first subscribes, because most of the conversations of a server have no such subscriber. */
  #tokens$: BehaviorSubject<Token | undefined> | undefined;
  #moved$: Subject<void> | undefined;
  /** Whether the history from before this client joined has been dealt with. */
  hasJoined = false;
  /** Ids that this client has posted as: an end of conversation by one of them is the user's own. */
  readonly speakers = new Set<string>();
  #boundUserId: string | undefined;

  /** Sets that were delivered to pipelines and are not committed yet. */
  readonly uncommitted = new Uncommitted();

  constructor(checkpoint?: Checkpoint) {
    if (checkpoint) this.resume(checkpoint);
  }

  /** The token in use or none, then each change. */
  get tokenOrNone$(): Observable<Token | undefined> {
    return (this.#tokens$ ??= new BehaviorSubject(this.#token));
  }

  /** The token in use, then each that takes its place. */
  get token$(): Observable<Token> {
    return defer(() => this.tokenOrNone$).pipe(filter((token) => token !== undefined));
  }

  /** Emits when a checkpoint may have changed. */
  get changed$(): Observable<void> {
    return merge((this.#moved$ ??= new Subject()), this.uncommitted.changed$, this.tokenOrNone$).pipe(map(() => undefined));
  }

  /** Where the stream goes on: moved by deliveries only. */
  get watermark(): string | undefined {
    return this.#watermark;
  }

  set watermark(watermark: string | undefined) {
    this.#watermark = watermark;
    this.#moved$?.next();
  }

  get conversation(): Conversation | undefined {
    return this.#conversation;
  }

  get token(): Token | undefined {
    return this.#token;
  }

  get delivered(): Delivered {
    return this.#delivered;
  }

  /** Whether an activity was delivered before. */
  has(activity: Activity): boolean {
    return this.#delivered.has(activity);
  }

  /** Goes on where a checkpoint was made. A token that the store has is newer than the checkpoint's. */
  resume({ conversationId, watermark, token }: Checkpoint): void {
    this.begin({ conversationId, started: 'existing' });
    this.watermark = watermark;
    this.hasJoined = true;
    if (token !== undefined && !this.token) this.adopt({ ...tokenFrom({ token }, asyncScheduler.now()), restored: true });
  }

  /** Goes on with this conversation, and with its token. */
  begin(conversation: Conversation, token?: Token): void {
    // Comes first, since it releases what waits, which belongs to the old conversation.
    this.uncommitted.forget();
    this.#conversation = conversation;
    this.#delivered = new Delivered(conversation.conversationId);
    this.#watermark = undefined;
    // A conversation that this client started has no history from before.
    this.hasJoined = conversation.started === 'new';
    this.#boundUserId = this.token?.userId;
    this.#take(token ? this.#better(token) : this.token);
  }

  /** Forgets the conversation, and the token unless it belongs to another one. */
  forget({ keepToken }: { readonly keepToken: boolean }): void {
    this.uncommitted.forget();
    this.#conversation = undefined;
    this.#delivered = new Delivered('');
    this.#watermark = undefined;
    this.hasJoined = false;
    this.#boundUserId = keepToken ? this.token?.userId : undefined;
    if (!keepToken) this.#take(undefined);
  }

  /** Uses this token from now on. */
  adopt(token: Token): void {
    if (token !== this.token) this.#take(token);
  }

  /** Takes the token that came with an answer. */
  offer(token: Token): void {
    this.adopt(this.#better(token));
  }

  #take(token: Token | undefined): void {
    this.#boundUserId = token?.userId ?? this.#boundUserId;
    this.#token = token;
    this.#tokens$?.next(token);
  }

  /** A token that names no user never replaces one that does (docs/protocol.md, 3.4). */
  #better(token: Token): Token {
    return this.token?.userId !== undefined && token.userId === undefined ? this.token : token;
  }

  /** The user to whom the token of this conversation is bound, or an earlier one was: the secret's own tokens name nobody (docs/protocol.md, 3.4). */
  get boundUserId(): string | undefined {
    return this.#boundUserId;
  }

  /** The ids of everybody whom this client has posted as. */
  get userIds(): ReadonlySet<string> {
    const bound = this.#boundUserId;
    return bound === undefined ? this.speakers : new Set([...this.speakers, bound]);
  }

  /** Where to go on so that nothing is lost: after what was delivered, or before the first set that a pipeline has not committed. */
  checkpoint(withToken: boolean): Checkpoint | undefined {
    const { token } = this;
    const { first } = this.uncommitted;
    const watermark = first ? first.before : this.watermark;
    return (
      this.#conversation && {
        conversationId: this.#conversation.conversationId,
        ...(watermark !== undefined && { watermark }),
        // A token that never expires is the secret, which must not be saved.
        ...(withToken && token && token.expiresAtMs !== Infinity && { token: token.value }),
      }
    );
  }
}
