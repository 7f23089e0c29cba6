import { asyncScheduler, defer, Observable, Subject, Subscription, timer } from 'rxjs';
import type { ConnectionStatus } from '../../src/connection/status.js';
import type { GetToken, TokenRequest } from '../../src/options.js';
import type { Activity, TokenResponse } from '../../src/protocol/types.js';
import type { TraceEvent } from '../../src/trace.js';
import type { HttpRequest } from '../../src/transport/http.js';
import { createApp, type App } from './app.js';
import { Network } from './network.js';
import { opensLate, type Setting } from './schedule.js';
import type { Service } from './service.js';
import { BASE_URL, SECRET } from './wire.js';

export interface Heard {
  readonly atMs: number;
  readonly activity: Activity;
  /** The life of the memory that delivers each activity once: the client has one, each subscription of the five lines has its own. */
  readonly life: number;
}

/** One who listens to `activity$`, with breaks. */
export interface Listener {
  readonly name: string;
  readonly heard: Heard[];
  /** When it was there. */
  readonly stays: { readonly fromMs: number; untilMs?: number }[];
  readonly errors: unknown[];
  here: boolean;
  completed: boolean;
}

export interface Post {
  readonly clientActivityId: string;
  readonly atMs: number;
  readonly ids: string[];
  end?: 'completed' | { readonly error: unknown };
}

export interface HostOptions {
  readonly getToken?: GetToken;
  /** The conversation of the app's first tokens. Default: a new one. */
  readonly joined?: string | undefined;
}

/** How soon somebody who was told an error tries again, as `retry({ delay })` would. */
const AGAIN_MS = 500;

/** A host with one client, or the five lines, and those who use it. */
export class Host {
  readonly network: Network;
  readonly app: App;
  readonly listeners: Listener[] = [];
  readonly posts: Post[] = [];
  readonly statuses: (readonly [number, ConnectionStatus])[] = [];
  readonly traced: TraceEvent[] = [];
  readonly #wake$ = new Subject<void>();
  readonly #here = new Map<Listener, Subscription>();
  /** Where the app's own back end makes tokens; closed, it fails. */
  officeOpen = true;
  readonly #joined: string | undefined;

  constructor(private readonly service: Service, setting: Setting, name: string, { getToken = (request) => this.#officeToken(request), joined }: HostOptions = {}) {
    this.#joined = joined;
    this.network = new Network(service, setting.latencyMs, setting.pings, opensLate(setting) ? 2 : 0);
    this.app = createApp({ setting, network: this.network, user: name, wake$: this.#wake$, mintToken: () => this.mintToken(), getToken });
    this.app.connectionStatus$.subscribe(status => this.statuses.push([asyncScheduler.now(), status]));
    this.app.trace$.subscribe(event => this.traced.push(event));
  }

  get status(): ConnectionStatus | undefined {
    return this.statuses.at(-1)?.[1];
  }

  wake(): void {
    this.#wake$.next();
  }

  listener(name: string): Listener {
    const listener: Listener = { name, heard: [], stays: [], errors: [], here: false, completed: false };
    this.listeners.push(listener);
    return listener;
  }

  come(listener: Listener): void {
    if (listener.here || listener.completed) return;
    listener.here = true;
    listener.stays.push({ fromMs: asyncScheduler.now() });
    const all = new Subscription();
    this.#here.set(listener, all);
    const listen = (): void =>
      void all.add(
        this.app.activity$.subscribe({
          next: ({ activity, life }) => listener.heard.push({ atMs: asyncScheduler.now(), activity, life }),
          error: (error: unknown) => {
            listener.errors.push(error);
            all.add(timer(AGAIN_MS).subscribe(listen));
          },
          complete: () => (listener.completed = true),
        }),
      );
    listen();
  }

  leave(listener: Listener): void {
    listener.here = false;
    Object.assign(listener.stays.at(-1) ?? {}, { untilMs: asyncScheduler.now() });
    this.#here.get(listener)?.unsubscribe();
  }

  post(): void {
    const clientActivityId = `post ${this.posts.length + 1}`;
    const post: Post = { clientActivityId, atMs: asyncScheduler.now(), ids: [] };
    this.posts.push(post);
    this.app.post({ type: 'message', text: clientActivityId, channelData: { clientActivityID: clientActivityId } }).subscribe({
      next: ({ id }) => post.ids.push(id ?? ''),
      error: (error: unknown) => (post.end = { error }),
      complete: () => (post.end ??= 'completed'),
    });
  }

  /** Subscribes to `token$`, which demands a fresh token and no stream. */
  listenToToken(forMs: number): void {
    const subscription = this.app.token$.subscribe({ error: () => undefined });
    timer(forMs).subscribe(() => subscription.unsubscribe());
  }

  /** A token for a conversation, or a new one, straight from the service. */
  mintToken(conversationId?: string): string {
    const answer = this.#asBackEnd(conversationId);
    return typeof answer === 'object' ? answer.token : 'no.token.there';
  }

  /** What the app's server does, which holds the secret and is next to the service: a token, or the status of its refusal. */
  #asBackEnd(known?: string): TokenResponse | number {
    const isThere = this.#joined !== undefined && this.service.world.conversations.has(this.#joined);
    const conversationId = known ?? (isThere ? this.#joined : undefined);
    const request: HttpRequest = {
      method: conversationId === undefined ? 'POST' : 'GET',
      url: `${BASE_URL}/v3/directline/${conversationId === undefined ? 'tokens/generate' : `conversations/${conversationId}`}`,
      headers: { Authorization: `Bearer ${SECRET}` },
      timeoutMs: 10_000,
    };
    const answers: (TokenResponse | number)[] = [];
    this.service.ask(request, ({ status, body }) => answers.push(isToken(body) ? { token: body.token } : status));
    return answers[0] ?? 500;
  }

  #officeToken({ conversationId }: TokenRequest): Observable<TokenResponse> {
    return defer(() => new Observable<TokenResponse>(subscriber => {
      return timer(2 * this.network.weather.latencyMs).subscribe(() => {
        if (!this.officeOpen || this.network.weather.offline || this.network.weather.hole) return subscriber.error(new Error('the office is closed'));
        const known = this.#asBackEnd(conversationId);
        // Of a conversation that is gone there is none: the app gets a token for another one.
        const answer = known === 404 ? this.#asBackEnd() : known;
        if (typeof answer === 'number') return subscriber.error(new Error(`the office was answered ${answer}`));
        subscriber.next(answer);
        subscriber.complete();
      });
    }));
  }
}

const isToken = (body: unknown): body is { readonly token: string } =>
  typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string';
