import { Subject, Subscription, type Observable } from 'rxjs';
import type { ConnectionStatus } from '../../src/connection/status.js';
import type { DirectLine } from '../../src/contract.js';
import { assemble } from '../../src/directLine.js';
import { checkOptions, type DirectLineOptions, type DirectLineSettings, type GetToken } from '../../src/options.js';
import type { Host } from '../../src/host.js';
import { pack } from '../../src/uploads.js';
import type { Activity } from '../../src/protocol/types.js';
import type { Notice, TraceEvent } from '../../src/trace.js';
import { inVirtualTime, type Clock } from './clock.js';
import { textsIn } from './deepWalk.js';
import { SECRET, SECRETS, Service } from './service.js';
import { illegal } from './statuses.js';

/** What one subscription was told, and when. */
export class Heard<T> {
  readonly values: T[] = [];
  readonly times: number[] = [];
  readonly errors: unknown[] = [];
  completed = false;
  #subscription = new Subscription();

  constructor(readonly source: Observable<T>, private readonly now: () => number) {
    this.come();
  }

  /** Subscribes again, to the same page. */
  come(): void {
    this.#subscription = this.source.subscribe({
      next: value => {
        this.values.push(value);
        this.times.push(this.now());
      },
      error: (error: unknown) => this.errors.push(error),
      complete: () => (this.completed = true),
    });
  }

  leave(): void {
    this.#subscription.unsubscribe();
  }
}

/** A client with all that it told of itself. */
export interface Client extends DirectLine {
  readonly traced: readonly TraceEvent[];
  /** Each status, with the time at which it was entered. */
  readonly statuses: readonly (readonly [number, ConnectionStatus])[];
  /** `attempt 1 @0`, `online @40`: the statuses in words. */
  readonly story: () => string[];
  readonly notices: () => Notice[];
}

/** Options of which a script may vary each by itself; they are checked like any others. */
export type LooseOptions = DirectLineSettings & { readonly token?: string | GetToken | undefined; readonly secret?: string | undefined };

/** A service, its clients and one virtual clock; times are milliseconds from the beginning. */
export interface World extends Clock {
  readonly service: Service;
  readonly wake$: Subject<void>;
  /** A client like any other, of the secret unless the options say otherwise. */
  readonly client: (options?: LooseOptions, host?: Partial<Host>) => Client;
  readonly host: () => Host;
  readonly listen: <T>(source: Observable<T>) => Heard<T>;
}

/**
 * Runs a script in virtual time, then ends every client and holds each to what is always promised: no timer, request
 * or socket is left, there were never two sockets of a client at once, its statuses followed each other as the diagram
 * says, and nothing that was told holds a credential.
 */
export const inWorld = (script: (world: World) => void) => (): void => {
  // Every error's stack is read in the end, and its frames are dear to make.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 3;
  try {
    run(script);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

const run = (script: (world: World) => void): void =>
  inVirtualTime(clock => {
    const { now, timers } = clock;
    const told: unknown[] = [];
    const clients: Client[] = [];
    const heard: Heard<unknown>[] = [];
    const service = new Service();
    let owners = 0;
    const wake$ = new Subject<void>();
    const host = (): Host => {
      const owner = ++owners;
      let ids = 0;
      return {
        http: service.http(),
        socket: service.socket(owner),
        wake$,
        random: () => 0.5,
        newId: () => `id-${owner}-${++ids}`,
        // Loaded at once, since promises are not virtual; nor is a Blob's, so what is posted here are byte arrays and data: URLs.
        pack,
        isBrowser: false,
      };
    };
    const client = (options: LooseOptions = { secret: SECRET }, own: Partial<Host> = {}): Client => {
      const line = assemble(checkOptions({ baseUrl: 'https://service', ...options } as DirectLineOptions), { ...host(), ...own });
      const made = { ...line, ...following(line, now) };
      told.push(made.traced);
      clients.push(made);
      return made;
    };
    const world: World = {
      ...clock, service, wake$, client, host,
      listen: source => {
        const hearing = new Heard(source, now);
        heard.push(hearing);
        return hearing;
      },
    };

    script(world);
    clients.forEach(({ end }) => end());
    heard.forEach(each => each.leave());
    expect({ timers: timers(), requests: service.inFlight, sockets: service.sockets.filter(({ closedAtMs }) => closedAtMs === undefined) })
      .toEqual({ timers: 0, requests: 0, sockets: [] });
    expect(mostAtOnce(service)).toBeLessThanOrEqual(1);
    expect(clients.flatMap(({ statuses }) => illegal(statuses))).toEqual([]);
    // Posts and sessions are told to the app as well; what the bot and the user say is theirs.
    told.push(heard.map(({ errors }) => errors));
    const words = Object.values(SECRETS);
    expect(textsIn(told).filter(text => words.some(word => text.includes(word)))).toEqual([]);
  });

const following = (line: DirectLine, now: () => number) => {
  const traced: TraceEvent[] = [];
  const statuses: (readonly [number, ConnectionStatus])[] = [];
  line.connectionStatus$.subscribe(status => statuses.push([now(), status]));
  line.trace$.subscribe(event => traced.push(event));
  return {
    traced,
    statuses,
    story: () => statuses.map(([atMs, status]) => `${wordOf(status)} @${atMs}`),
    notices: () => traced.flatMap(event => (event.type === 'notice' ? [event.notice] : [])),
  };
};

const wordOf = (status: ConnectionStatus): string => {
  switch (status.state) {
    case 'connecting':
      return `connecting ${status.attempt}`;
    case 'waiting':
      return `waiting ${status.attempt} for ${status.delayMs}`;
    case 'ended':
      return `ended ${status.reason}`;
    default:
      return status.state;
  }
};

/** How many sockets one client had at the same time, at most. */
const mostAtOnce = ({ sockets }: Service): number =>
  Math.max(
    0,
    ...sockets.map(({ owner, askedAtMs }) =>
      sockets.filter(other => other.owner === owner && other.askedAtMs <= askedAtMs && (other.closedAtMs ?? Infinity) > askedAtMs).length,
    ),
  );

export const texts = (heard: Heard<Activity>): (string | undefined)[] => heard.values.map(({ text }) => text);

/** Names of errors, with their outcome where they have one. */
export const named = (errors: readonly unknown[]): string[] =>
  errors.map(error => {
    if (!(error instanceof Error)) return String(error);
    return 'outcome' in error ? `${error.name} ${String(error.outcome)}` : error.name;
  });
