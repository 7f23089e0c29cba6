import { asyncScheduler, Observable, timer, type Observer, type Subscriber, type Subscription } from 'rxjs';
import type { Open, Signal } from '../connection/signal.js';
import { DirectLineProtocolError, DirectLineTimeoutError } from '../errors.js';
import { handOver } from '../flow/handOver.js';
import { activitySetOf } from '../protocol/activitySet.js';
import { isRecord } from '../protocol/record.js';
import { STREAM_URL_LIFE_MS, type StreamUrl } from '../protocol/streamUrl.js';
import type { SocketWatch } from '../trace.js';
import type { Frame, Socket } from '../transport/socket.js';
import type { ReceivedSet } from './receivedSet.js';

/** How long a stream may take to open. */
export const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The activity sets of one stream: subscribing takes a ticket and opens a socket on it, unsubscribing closes it. Errors
 * with `DirectLineTimeoutError` when the ticket has lapsed or the socket does not open in time, by its own end at the
 * latest, and with the errors of the ticket and the socket. Docs/protocol.md, 7.
 */
export const openStream =
  (ticket$: Observable<StreamUrl>, socket: Socket, connectTimeoutMs = CONNECT_TIMEOUT_MS, watching?: (url: string) => SocketWatch): Open<ReceivedSet> =>
  () =>
    ticket$.pipe(handOver(ticket => openInTime(ticket, socket, connectTimeoutMs, watching)));

const openInTime = (ticket: StreamUrl, socket: Socket, connectTimeoutMs: number, watching?: (url: string) => SocketWatch): Observable<Signal<ReceivedSet>> =>
  new Observable((subscriber) => {
    const leftMs = ticket.usableUntilMs - asyncScheduler.now();
    // Refused for sure (docs/protocol.md, 4.1): not tried.
    if (leftMs <= 0) return subscriber.error(new DirectLineTimeoutError('streamUrl', STREAM_URL_LIFE_MS));
    const late = (): DirectLineTimeoutError =>
      leftMs <= connectTimeoutMs ? new DirectLineTimeoutError('streamUrl', STREAM_URL_LIFE_MS) : new DirectLineTimeoutError('open', connectTimeoutMs);
    const deadline = timer(Math.min(leftMs, connectTimeoutMs)).subscribe(() => subscriber.error(late()));
    subscriber.add(deadline);
    const watch = watching?.(ticket.url);
    subscriber.add(() => watch?.left());
    // An app may end the client in answer to the trace event.
    if (subscriber.closed) return;
    subscriber.add(socket(ticket.url).subscribe(new FrameReceiver(subscriber, deadline, watch)));
  });

/** Receives the frames of one socket and passes them on as signals. */
class FrameReceiver implements Observer<Frame> {
  readonly #subscriber: Subscriber<Signal<ReceivedSet>>;
  readonly #deadline: Subscription;
  readonly #watch: SocketWatch | undefined;

  constructor(subscriber: Subscriber<Signal<ReceivedSet>>, deadline: Subscription, watch: SocketWatch | undefined) {
    this.#subscriber = subscriber;
    this.#deadline = deadline;
    this.#watch = watch;
  }

  next(frame: Frame): void {
    if (frame.kind === 'opened') {
      this.#deadline.unsubscribe();
      this.#watch?.opened();
    }
    try {
      this.#subscriber.next(signalOf(frame));
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  error(error: unknown): void {
    this.#watch?.lost(error);
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#subscriber.complete();
  }
}

const signalOf = (frame: Frame): Signal<ReceivedSet> => {
  switch (frame.kind) {
    case 'opened':
      return { kind: 'opened', ...(frame.ping && { ping: frame.ping }) };
    case 'alive':
      return frame;
    case 'text':
      return frame.text === '' ? { kind: 'alive' } : setSignal(parsed(frame.text));
  }
};

/** Other root objects are reserved for later (docs/protocol.md, 7): a sign of life, and no more. */
const setSignal = (body: unknown): Signal<ReceivedSet> =>
  isRecord(body) && !('activities' in body) ? { kind: 'alive' } : { kind: 'value', value: activitySetOf(body, 'stream frame') };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the text, which is somebody's conversation.
    throw new DirectLineProtocolError(`stream frame: got ${text.length} characters that are not JSON, wanted an activity set`);
  }
};
