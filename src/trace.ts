import { defer, EMPTY, Observable, Subject, tap } from 'rxjs';
import type { ConnectionStatus } from './connection/status.js';
import type { DirectLineError } from './errors.js';
import { asDirectLineError } from './errors.js';
import { redact } from './redact.js';
import type { Http } from './transport/http.js';

/** What happened inside, without secrets: the material of logs and of bug reports. */
export type TraceEvent =
  | { readonly type: 'request'; readonly level: 'debug'; readonly method: string; readonly path: string }
  | { readonly type: 'response'; readonly level: 'debug'; readonly method: string; readonly path: string; readonly status: number; readonly tookMs: number }
  | { readonly type: 'requestFailed'; readonly level: 'info'; readonly method: string; readonly path: string; readonly error: DirectLineError }
  | { readonly type: 'socketOpening' | 'socketOpened' | 'socketLeft'; readonly level: 'debug'; readonly path: string }
  | { readonly type: 'socketLost'; readonly level: 'info'; readonly path: string; readonly error: DirectLineError }
  | { readonly type: 'status'; readonly level: 'info'; readonly status: ConnectionStatus }
  | { readonly type: 'notice'; readonly level: 'warn'; readonly notice: Notice; readonly message: string; readonly error?: DirectLineError };

/** A notice is something a developer should know of and nobody has to act on at once. */
export type Notice =
  | 'secretInBrowser'
  | 'tokenUserWins'
  | 'renewalFailed'
  | 'slowCallback'
  | 'noToken'
  | 'tokenWithoutUser'
  | 'startAnswerLost'
  | 'restarted'
  | 'notResumed'
  | 'storageFailed';

export type Trace = (event: TraceEvent) => void;

export const silent: Trace = () => undefined;

export const notice = (kind: Notice, message: string, error?: DirectLineError): TraceEvent =>
  ({ type: 'notice', level: 'warn', notice: kind, message, ...(error && { error }) });

const pathOf = (url: string): string => redact(url.replace(/^\w+:\/\/[^/?#]*/, '').replace(/[?#].*$/, ''));

/** An `Http` that reports each request and its end. While nobody listens it does nothing but send the request. */
export const traced = (http: Http, trace: Trace, isObserved: () => boolean): Http => request =>
  new Observable(subscriber => {
    if (!isObserved()) return http(request).subscribe(subscriber);
    const call = { method: request.method, path: pathOf(request.url) };
    trace({ type: 'request', level: 'debug', ...call });
    return http(request)
      .pipe(
        tap({
          next: ({ status, sentAtMs, receivedAtMs }) =>
            trace({ type: 'response', level: 'debug', ...call, status, tookMs: receivedAtMs - sentAtMs }),
          error: (error: unknown) => trace({ type: 'requestFailed', level: 'info', ...call, error: asDirectLineError(error) }),
        }),
      )
      .subscribe(subscriber);
  });

/** The events of one client, hot: made only for the listeners that there are. */
export class Tracer {
  /** Mutable: the listeners, and whether the client has ended. */
  #events$: Subject<TraceEvent> | undefined;
  #isOver = false;

  readonly event$: Observable<TraceEvent> = defer(() => (this.#isOver ? EMPTY : (this.#events$ ??= new Subject())));

  readonly trace: Trace = (event) => this.#events$?.next(event);

  get isObserved(): boolean {
    return this.#events$?.observed === true;
  }

  /** Reports a status. */
  next(status: ConnectionStatus): void {
    this.trace({ type: 'status', level: 'info', status });
  }

  /** The client has ended. */
  complete(): void {
    this.#isOver = true;
    this.#events$?.complete();
  }
}

/** Receives the events of one socket. */
export interface SocketWatch {
  opened(): void;
  lost(error: unknown): void;
  left(): void;
}

/** Reports the opening of sockets, their loss and their being left: called, since an operator would cost each of their frames. */
export const watchingSockets = (trace: Trace) => (url: string): SocketWatch => {
  const path = pathOf(url);
  trace({ type: 'socketOpening', level: 'debug', path });
  return new TracedSocket(trace, path);
};

class TracedSocket implements SocketWatch {
  /** Mutable: whether the socket was lost. A lost socket is not reported as left. */
  #isLost = false;

  readonly #trace: Trace;
  readonly #path: string;

  constructor(trace: Trace, path: string) {
    this.#trace = trace;
    this.#path = path;
  }

  opened(): void {
    this.#trace({ type: 'socketOpened', level: 'debug', path: this.#path });
  }

  lost(error: unknown): void {
    this.#isLost = true;
    this.#trace({ type: 'socketLost', level: 'info', path: this.#path, error: asDirectLineError(error) });
  }

  left(): void {
    if (!this.#isLost) this.#trace({ type: 'socketLeft', level: 'debug', path: this.#path });
  }
}
