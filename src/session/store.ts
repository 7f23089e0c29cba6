import { asyncScheduler, BehaviorSubject, filter, map, merge, Subject, type Observable } from 'rxjs';
import { grantOf, type Grant } from '../protocol/grant.js';
import type { Conversation } from '../protocol/protocol.js';
import type { Ticket } from '../protocol/tickets.js';
import type { Checkpoint } from './checkpoint.js';
import { Delivered } from './delivered.js';
import { Uncommitted } from './uncommitted.js';

/** Which conversation this is, and how this client came to it. */
export interface Known {
  readonly conversationId: string;
  readonly started: Conversation['started'];
  readonly referenceGrammarId?: string;
}

/**
 * What a client knows, from its construction to `end()`: this is where its memory is, so that subscribing again,
 * a new socket or a new token start nothing over. Whoever subscribes never makes a store of his own.
 */
export class Store {
  /** All mutable: each field is what the last answer, or the last delivery, left. */
  #known: Known | undefined;
  readonly #grant$ = new BehaviorSubject<Grant | undefined>(undefined);
  #ticket: Ticket | undefined;
  #delivered = new Delivered('');
  #watermark: string | undefined;
  readonly #moved$ = new Subject<void>();
  /** Whether the stream that is opened brings the conversation from its beginning: so does the one of its start. */
  #whole = false;
  /** Whether the history of before we came has been dealt with. */
  joined = false;
  /** Ids that this client has spoken as: an end of conversation by one of them is the user's. */
  readonly speakers = new Set<string>();
  #boundUserId: string | undefined;

  /** What was delivered to pipelines that commit it themselves, later. */
  readonly uncommitted = new Uncommitted();

  constructor(checkpoint?: Checkpoint) {
    if (checkpoint) this.resume(checkpoint);
  }

  /** The token in use, then each that takes its place. */
  readonly grant$: Observable<Grant> = this.#grant$.pipe(filter(grant => grant !== undefined));

  /** Emits when a checkpoint may say something else. */
  readonly changed$: Observable<void> = merge(this.#moved$, this.uncommitted.changed$, this.#grant$).pipe(map(() => undefined));

  /** After what the stream goes on: moved by deliveries only. */
  get watermark(): string | undefined {
    return this.#watermark;
  }

  set watermark(watermark: string | undefined) {
    this.#watermark = watermark;
    // A subject that nobody listens to costs a set more than this.
    if (this.#moved$.observed) this.#moved$.next();
  }

  /** Whether a stream that has just opened leaves out what was before: it goes on from no watermark. */
  get needsHistory(): boolean {
    return !this.#whole && this.watermark === undefined;
  }

  get known(): Known | undefined {
    return this.#known;
  }

  get grant(): Grant | undefined {
    return this.#grant$.value;
  }

  get delivered(): Delivered {
    return this.#delivered;
  }

  /** Goes on where a checkpoint was made; a token that is there is newer than the checkpoint's. */
  resume({ conversationId, watermark, token }: Checkpoint): void {
    this.begin({ conversationId, started: 'existing' });
    this.watermark = watermark;
    this.joined = true;
    if (token !== undefined && !this.grant) this.adopt({ ...grantOf({ token }, asyncScheduler.now()), kept: true });
  }

  /** Goes on with this conversation, and with its token. */
  begin(known: Known, grant?: Grant): void {
    // First, since it lets go on what waits, which is the old conversation's.
    this.uncommitted.forget();
    this.#known = known;
    this.#delivered = new Delivered(known.conversationId);
    this.#watermark = undefined;
    // What we started has no history of before we came.
    this.joined = known.started === 'new';
    this.#boundUserId = this.grant?.userId;
    this.#take(grant ? this.#better(grant) : this.grant);
  }

  /** Forgets the conversation, and the token unless it belongs to another one. */
  forget({ keepGrant }: { readonly keepGrant: boolean }): void {
    this.uncommitted.forget();
    this.#known = undefined;
    this.#delivered = new Delivered('');
    this.#ticket = undefined;
    this.#watermark = undefined;
    this.joined = false;
    this.#boundUserId = keepGrant ? this.grant?.userId : undefined;
    if (!keepGrant) this.#take(undefined);
  }

  /** Speaks with this token from now on. */
  adopt(grant: Grant): void {
    if (grant !== this.grant) this.#take(grant);
  }

  /** Takes the token that came with an answer. */
  offer(grant: Grant): void {
    this.adopt(this.#better(grant));
  }

  #take(grant: Grant | undefined): void {
    this.#boundUserId = grant?.userId ?? this.#boundUserId;
    this.#grant$.next(grant);
  }

  /** A token that names no user never replaces one that does (docs/protocol.md, 3.4). */
  #better(grant: Grant): Grant {
    return this.grant?.userId !== undefined && grant.userId === undefined ? this.grant : grant;
  }

  keepTicket(ticket: Ticket): void {
    this.#ticket = ticket;
  }

  /** The ticket that came with the start, once, if it still opens a stream. */
  takeTicket(nowMs: number = asyncScheduler.now()): Ticket | undefined {
    const ticket = this.#ticket && nowMs < this.#ticket.usableUntilMs ? this.#ticket : undefined;
    this.#ticket = undefined;
    this.#whole = ticket !== undefined;
    return ticket;
  }

  /** To whom the token of this conversation is bound, or one before it was: the secret's own names nobody (docs/protocol.md, 3.4). */
  get boundUserId(): string | undefined {
    return this.#boundUserId;
  }

  /** Everybody whom this client has spoken as. */
  get userIds(): ReadonlySet<string> {
    const bound = this.#boundUserId;
    return bound === undefined ? this.speakers : new Set([...this.speakers, bound]);
  }

  /** Where to go on so that nothing is lost: after what was delivered, or before the first of it that a pipeline has not committed. */
  checkpoint(withToken: boolean): Checkpoint | undefined {
    const { grant } = this;
    const { first } = this.uncommitted;
    const watermark = first ? first.before : this.watermark;
    return (
      this.#known && {
        conversationId: this.#known.conversationId,
        ...(watermark !== undefined && { watermark }),
        // What lasts is the secret, and that is nobody's to keep.
        ...(withToken && grant && grant.expiresAtMs !== Infinity && { token: grant.token }),
      }
    );
  }
}
