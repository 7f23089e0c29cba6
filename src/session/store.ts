import { asyncScheduler, BehaviorSubject, filter, type Observable } from 'rxjs';
import { grantOf, type Grant } from '../protocol/grant.js';
import type { Conversation } from '../protocol/protocol.js';
import type { Ticket } from '../protocol/tickets.js';
import { Delivered } from './delivered.js';

/** Which conversation this is, and how this client came to it. */
export interface Known {
  readonly conversationId: string;
  readonly started: Conversation['started'];
}

/** What `resume` needs to go on with a conversation, after a page load say; plain JSON. */
export interface Checkpoint {
  readonly conversationId: string;
  readonly watermark?: string;
  /** Only if `checkpoint({ withToken: true })` asked for it. */
  readonly token?: string;
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
  /** After what the stream goes on: moved by deliveries only. */
  watermark: string | undefined;
  /** Whether the stream that is opened brings the conversation from its beginning: so does the one of its start. */
  #whole = false;
  /** Whether the history of before we came has been dealt with. */
  joined = false;
  /** Ids that this client has spoken as: an end of conversation by one of them is the user's. */
  readonly speakers = new Set<string>();
  #boundUserId: string | undefined;

  constructor(resume?: Checkpoint) {
    if (!resume) return;
    this.begin({ conversationId: resume.conversationId, started: 'existing' });
    this.watermark = resume.watermark;
    this.joined = true;
    if (resume.token !== undefined) this.adopt(grantOf({ token: resume.token }, asyncScheduler.now()));
  }

  /** The token in use, then each that takes its place. */
  readonly grant$: Observable<Grant> = this.#grant$.pipe(filter(grant => grant !== undefined));

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

  /** Goes on with this conversation, and with its token. */
  begin(known: Known, grant?: Grant): void {
    this.#known = known;
    this.#delivered = new Delivered(known.conversationId);
    this.watermark = undefined;
    // What we started has no history of before we came.
    this.joined = known.started === 'new';
    this.#boundUserId = this.grant?.userId;
    this.#take(grant ? this.#better(grant) : this.grant);
  }

  /** Forgets the conversation, and the token unless it belongs to another one. */
  forget({ keepGrant }: { readonly keepGrant: boolean }): void {
    this.#known = undefined;
    this.#delivered = new Delivered('');
    this.#ticket = undefined;
    this.watermark = undefined;
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

  checkpoint(withToken: boolean): Checkpoint | undefined {
    const { watermark, grant } = this;
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
