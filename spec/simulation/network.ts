import { asyncScheduler, Observable, Subject, Subscription, timer } from 'rxjs';
import type { SocketOutput } from '../../src/emulator/engine.js';
import { DirectLineNetworkError, DirectLineSocketError } from '../../src/errors.js';
import type { Http, HttpRequest, HttpResponse } from '../../src/transport/http.js';
import type { Frame, Socket } from '../../src/transport/socket.js';
import type { Service } from './service.js';
import { pathOf, type Read } from './wire.js';

/** How the network is just now. */
export interface Weather {
  /** One way. */
  latencyMs: number;
  /** Nothing can be sent, and the host knows. */
  offline: boolean;
  /** What is sent gets nowhere, and nobody is told. */
  hole: boolean;
  /** Whether what falls into the hole comes out at its end; if not, the connection is dead from then on. */
  holeHeals: boolean;
  /** How many of the next answers are lost on their way back, after the service has acted. */
  answersToLose: number;
  /** Upgrades are refused by something on the way, or never answered: a proxy. */
  upgrades: 'pass' | 'refused' | 'swallowed';
  /** Streams are cut as soon as they have opened. */
  flaps: boolean;
}

/** What a host saw of the network: for the invariants. */
export interface Seen {
  readonly requests: { readonly atMs: number; readonly method: string; readonly path: string; leftAtMs?: number; status?: number }[];
  readonly sockets: { readonly atMs: number; openedAtMs?: number; endedAtMs?: number }[];
  /** When anything was heard of the stream: frames, pongs, answers to questions for activities. */
  readonly signs: number[];
}

const now = (): number => asyncScheduler.now();

/** How long a stream lasts that does not. */
const FLAP_MS = 20;

/** How long the service takes to notice that a client behind a hole is gone. */
const NOTICED_MS = 30_000;

/** What lies between one host and the service. */
export class Network {
  readonly weather: Weather;
  readonly seen: Seen = { requests: [], sockets: [], signs: [] };
  /** The connections of the host break, with what is on its way. */
  readonly #broken$ = new Subject<void>();
  readonly #healed$ = new Subject<void>();

  /** `handshakes` is how many round trips a socket needs before its upgrade is sent, as TCP and TLS do. */
  constructor(private readonly service: Service, latencyMs: number, private readonly pings: boolean, private readonly handshakes = 0) {
    this.weather = { latencyMs, offline: false, hole: false, holeHeals: false, answersToLose: 0, upgrades: 'pass', flaps: false };
  }

  breakAll(): void {
    this.#broken$.next();
  }

  heal(): void {
    this.weather.hole = false;
    this.#healed$.next();
  }

  readonly http: Http = request =>
    new Observable<HttpResponse>(subscriber => {
      const sentAtMs = now();
      const seen: Seen['requests'][number] = { atMs: sentAtMs, method: request.method, path: pathOf(request.url) };
      this.seen.requests.push(seen);
      subscriber.add(() => (seen.leftAtMs = now()));
      const lost = (neverSent: boolean): void => subscriber.error(new DirectLineNetworkError('no answer: the network is down', neverSent));
      if (this.weather.offline) {
        subscriber.add(timer(1).subscribe(() => lost(true)));
        return;
      }
      subscriber.add(this.#broken$.subscribe(() => lost(false)));
      this.#send(request, answer => {
        if (subscriber.closed) return;
        seen.status = answer.status;
        const isQuestion = request.method === 'GET' && /\/(activities|messages)$/.test(seen.path);
        // A service that is asked too often is there: only another error is a loss.
        if (isQuestion || answer.status === 429) this.seen.signs.push(now());
        subscriber.next(this.#response(answer, sentAtMs));
        subscriber.complete();
      }, () => lost(false));
    });

  /** What is sent arrives, also when the sender does not wait for an answer any more. */
  #send(request: HttpRequest, answered: (answer: Read) => void, lost: () => void): void {
    const way = (then: () => void): void => void timer(this.weather.latencyMs).subscribe(() => !this.weather.hole && then());
    way(() =>
      this.service.ask(request, answer => {
        const loses = this.weather.answersToLose > 0;
        if (loses) this.weather.answersToLose -= 1;
        way(() => (loses ? lost() : answered(answer)));
      }),
    );
  }

  #response({ status, headers: given, body }: Read, sentAtMs: number): HttpResponse {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    return { status, header: name => headers[name.toLowerCase()] ?? null, body, sentAtMs, receivedAtMs: now() };
  }

  readonly socket: Socket = url =>
    new Observable<Frame>(subscriber => {
      const seen: Seen['sockets'][number] = { atMs: now() };
      this.seen.sockets.push(seen);
      subscriber.add(() => (seen.endedAtMs = now()));
      const { latencyMs, offline, upgrades } = this.weather;
      const fail = (words: string, code?: number, reason?: string): void =>
        subscriber.error(new DirectLineSocketError(words, seen.openedAtMs !== undefined, code, reason));
      if (offline || upgrades !== 'pass') {
        if (upgrades !== 'swallowed' || offline) subscriber.add(timer(latencyMs).subscribe(() => fail('the stream did not open')));
        return;
      }
      const line = new Line(this, subscriber, () => subscriber.next({ kind: 'alive' }));
      subscriber.add(this.#broken$.subscribe(() => fail('the stream closed (1006)', 1006)));
      const opened = (): void => {
        seen.openedAtMs = now();
        if (this.weather.flaps) subscriber.add(timer(FLAP_MS).subscribe(() => fail('the stream closed (1006)', 1006)));
        subscriber.next(this.pings ? { kind: 'opened', ping: () => line.ping() } : { kind: 'opened' });
      };
      // Mutable: the service's end of it, once the upgrade has come so far.
      let socket: string | undefined;
      const told = (output: SocketOutput): void => {
        switch (output.type) {
          case 'accept':
            return line.arrive(opened);
          case 'send':
            return line.arrive(() => subscriber.next({ kind: 'text', text: output.text }));
          case 'refuse':
            return line.arrive(() => fail(`the stream did not open ${output.answer.status}`));
          case 'close':
            return line.arrive(() => fail(`the stream closed (${output.code}) ${output.reason}`, output.code, output.reason));
          case 'cut':
            return line.arrive(() => fail('the stream closed (1006)', 1006));
          case 'silence':
          case 'speak':
            return void (line.pongs = output.type === 'speak');
          case 'hang':
        }
      };
      subscriber.add(timer(latencyMs * (1 + 2 * this.handshakes)).subscribe(() => {
        if (!this.weather.hole) socket = this.service.upgrade(url, told);
      }));
      subscriber.add(() => {
        const left = socket;
        if (left === undefined) return;
        timer(this.weather.hole ? NOTICED_MS : this.weather.latencyMs).subscribe(() => this.service.socketClosed(left));
      });
    });

  /** When the hole is over, or at once. */
  whenHealed(then: () => void): Subscription {
    if (!this.weather.hole) {
      then();
      return Subscription.EMPTY;
    }
    return this.#healed$.subscribe(then);
  }

  sign(): void {
    this.seen.signs.push(now());
  }
}

/** What the service sends on one connection: in order, late, and for good no more once something of it was lost. */
class Line {
  pongs = true;
  #dead = false;
  #lastMs = 0;

  constructor(
    private readonly network: Network,
    private readonly life: Subscription,
    private readonly alive: () => void,
  ) {}

  arrive(then: () => void): void {
    if (this.#dead) return;
    const { hole, holeHeals, latencyMs } = this.network.weather;
    if (hole && !holeHeals) {
      this.#dead = true;
      return;
    }
    const atMs = Math.max(now() + latencyMs, this.#lastMs);
    this.#lastMs = atMs;
    const heard = (): void => {
      if (this.life.closed) return;
      this.network.sign();
      then();
    };
    // A timer that is due at once still comes after what is there already, so that order holds.
    timer(atMs - now()).subscribe(() => {
      const { weather } = this.network;
      if (weather.hole && !weather.holeHeals) this.#dead = true;
      if (!this.#dead) this.life.add(this.network.whenHealed(heard));
    });
  }

  ping(): void {
    if (this.network.weather.hole) {
      this.#dead ||= !this.network.weather.holeHeals;
      return;
    }
    timer(this.network.weather.latencyMs).subscribe(() => {
      if (this.pongs) this.arrive(this.alive);
    });
  }
}
