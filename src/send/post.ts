import { asyncScheduler, Observable, switchMap, type Subscriber, type Subscription } from 'rxjs';
import { asDirectLineError, DirectLineEndedError, DirectLineTimeoutError, withOutcome, type DirectLineError, type Outcome } from '../errors.js';
import { clientActivityIdOf, withClientActivityId } from '../protocol/clientActivityId.js';
import type { Activity } from '../protocol/types.js';
import type { Authorized } from '../session/authorizedCalls.js';
import { checked } from './checked.js';
import { LOOK_AFTER_MS, LOOK_SOON_MS, lookInHistory, type Echoes, type GetHistory } from './echo.js';
import { isBotFailure, outcomeOf } from './outcome.js';
import { sending, type Send, type Ways } from './sending.js';
import { stamped, type Speaker } from './stamp.js';

export interface Posting extends Ways {
  readonly authorized: Authorized;
  /** What an error of a call means. */
  readonly refused: (error: unknown, conversationId: string) => Observable<never>;
  readonly echoes: Echoes;
  readonly history: GetHistory;
  /** After what the app has got everything, now. */
  readonly watermark: () => string | undefined;
  /** Whether the client has ended, before anybody is notified of it. */
  readonly hasEnded: () => boolean;
  /** Emits when the client has ended. */
  readonly ended$: Observable<unknown>;
  /** Who speaks with the token of now. */
  readonly speaker: () => Speaker;
  /** Receives each posted activity, as its request leaves. */
  readonly sent: (activity: Activity) => void;
  readonly newId: () => string;
  /** How long to wait before another try, `null` for no other. */
  readonly retryDelayMs: (attempt: number, error: DirectLineError) => number | null;
  /** For how long a post that the service could not take is tried again; with files, for as long more as their bytes have. */
  readonly sendTimeoutMs: number;
}

interface Answer {
  readonly id?: string;
}

/**
 * Posts one activity a subscription and emits its id, or errors with what is known of it (`outcome`). Only what the
 * service surely does not have is sent again; what it may have is looked for. Docs/protocol.md, 6.
 */
export const posting = (parts: Posting) => {
  // Mutable: the posts on their way. One subscription of the end serves them all, because each costs a post as much as its echo.
  const posts = new Set<Post>();
  let ended: Subscription | undefined;
  const endAll = (): void => {
    for (const post of [...posts]) post.end();
  };

  return (activity: Activity): Observable<{ readonly id: string }> =>
    new Observable((subscriber) => {
      // RxJS subscribes for a subscriber that has unsubscribed already, too.
      if (subscriber.closed) return;
      try {
        if (parts.hasEnded()) throw new DirectLineEndedError();
        const post = new Post(parts, withClientActivityId(checked(activity), parts.newId), subscriber);
        posts.add(post);
        subscriber.add(() => posts.delete(post));
        ended ??= parts.ended$.subscribe(endAll);
        post.start();
      } catch (error) {
        // Nothing was sent yet.
        subscriber.error(withOutcome(asDirectLineError(error), 'rejected'));
      }
    });
};

/** One post, from its first attempt to its id or error. One object instead of a chain of operators, because the chain took longer than the post itself. */
class Post {
  readonly #parts: Posting;
  readonly #activity: Activity;
  readonly #clientActivityId: string | undefined;
  readonly #subscriber: Subscriber<{ readonly id: string }>;
  /** An echo comes after what the app has now. */
  readonly #watermark: string | undefined;
  readonly #answer$: Observable<Answer>;

  /** Mutable: when the last attempt may begin. The size of its files is known when they are read. */
  #giveUpMs: number;
  /** Mutable: how many attempts the service did not take. */
  #attempts = 0;
  /** Mutable: what an error would say now. A request makes it `unknown`, and a refusal resets it. */
  #outcome: Outcome = 'rejected';
  /** Mutable: the id in the echo, which can come before the answer, and whether the post waits for it. */
  #echoedId: string | undefined;
  #needsEcho = false;
  /** Mutable: whether the id or the error is out. An app that ends the client in answer to its id gets no error. */
  #isSettled = false;

  constructor(parts: Posting, activity: Activity, subscriber: Subscriber<{ readonly id: string }>) {
    this.#parts = parts;
    this.#activity = activity;
    this.#subscriber = subscriber;
    this.#clientActivityId = clientActivityIdOf(activity);
    this.#watermark = parts.watermark();
    this.#giveUpMs = asyncScheduler.now() + parts.sendTimeoutMs;
    const send = sending(parts, activity, (slowMs) => (this.#giveUpMs += slowMs));
    this.#answer$ = typeof send === 'function' ? this.#request(send) : send.pipe(switchMap((sendFiles) => this.#request(sendFiles)));
  }

  start(): void {
    // Before the request, because the echo can come before the answer.
    if (this.#clientActivityId !== undefined) this.#subscriber.add(this.#parts.echoes.listen(this.#clientActivityId, (id) => this.#receiveEcho(id)));
    this.#attempt();
  }

  #attempt(): void {
    this.#subscriber.add(this.#answer$.subscribe({ next: ({ id }) => this.#accept(id), error: (error: unknown) => this.#refuse(asDirectLineError(error)) }));
    if (this.#outcome === 'rejected') this.#watchDeadline();
  }

  #request(send: Send): Observable<Answer> {
    const { authorized, refused, sent, speaker } = this.#parts;
    const stamp = (activity: Activity): Activity => stamped(activity, speaker());
    return authorized(
      (token, conversationId) => {
        this.#outcome = 'unknown';
        const activity = stamp(this.#activity);
        sent(activity);
        return send(token, conversationId, activity, stamp);
      },
      (error, conversationId) => {
        // After a refusal the service does not have the post. Errors before the next attempt do not change that.
        if (outcomeOf(asDirectLineError(error), true) !== 'unknown') {
          this.#outcome = 'rejected';
          // What follows, the renewal of the token for example, may take for ever.
          this.#watchDeadline();
        }
        return refused(error, conversationId);
      },
    );
  }

  /** Errors if no request could leave in time, for example because nobody gave a token. */
  #watchDeadline(): void {
    const check = (): void => {
      if (asyncScheduler.now() < this.#giveUpMs) this.#watchDeadline();
      else if (this.#outcome === 'rejected') this.#fail(new DirectLineTimeoutError('send', this.#parts.sendTimeoutMs), 'rejected');
    };
    this.#subscriber.add(asyncScheduler.schedule(check, Math.max(0, this.#giveUpMs - asyncScheduler.now())));
  }

  #accept(id: string | undefined): void {
    this.#outcome = 'accepted';
    if (id === undefined) this.#awaitEcho(new DirectLineTimeoutError('echo', LOOK_AFTER_MS.at(-1) ?? 0), LOOK_SOON_MS);
    else this.#succeed(id);
  }

  #refuse(error: DirectLineError): void {
    const outcome = outcomeOf(error, this.#outcome !== 'rejected');
    if (outcome === 'not yet') this.#retry(error);
    else if (outcome === 'unknown' && !isBotFailure(error)) this.#awaitEcho(error, LOOK_AFTER_MS);
    else this.#fail(error, outcome);
  }

  #retry(error: DirectLineError): void {
    try {
      const delayMs = this.#parts.retryDelayMs((this.#attempts += 1), error);
      if (delayMs === null || asyncScheduler.now() + delayMs > this.#giveUpMs) return this.#fail(error, 'rejected');
      this.#watchDeadline();
      this.#subscriber.add(asyncScheduler.schedule(() => this.#attempt(), delayMs));
    } catch (thrown) {
      this.#fail(asDirectLineError(thrown), 'rejected');
    }
  }

  /** Waits for the echo, in the stream or in history, and errors if there is none. */
  #awaitEcho(error: DirectLineError, lookAfterMs: readonly number[]): void {
    if (this.#echoedId !== undefined) return this.#succeed(this.#echoedId);
    this.#needsEcho = true;
    const fail = (): void => this.#fail(error);
    const found$ = lookInHistory(this.#parts.history, this.#clientActivityId, this.#watermark, lookAfterMs);
    this.#subscriber.add(found$.subscribe({ next: (id) => this.#succeed(id), error: fail, complete: fail }));
  }

  #receiveEcho(id: string): void {
    this.#echoedId = id;
    if (this.#needsEcho) this.#succeed(id);
  }

  /** The client has ended. */
  end(): void {
    this.#fail(new DirectLineEndedError());
  }

  #succeed(id: string): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#subscriber.next({ id });
    this.#subscriber.complete();
  }

  #fail(error: DirectLineError, outcome = this.#outcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#subscriber.error(withOutcome(error, outcome));
  }
}
