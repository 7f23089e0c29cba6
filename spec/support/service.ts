import { asyncScheduler, concatMap, defer, finalize, map, NEVER, Observable, of, switchMap, tap, throwError, timer } from 'rxjs';
import { DirectLineNetworkError, DirectLineSocketError } from '../../src/errors.js';
import type { Activity } from '../../src/protocol/types.js';
import type { Http, HttpRequest, HttpResponse } from '../../src/transport/http.js';
import type { Frame, Socket } from '../../src/transport/socket.js';
import { readMultipart, type ReceivedPart } from './multipart.js';

/** What is asked of a Direct Line service, in a word. */
export type Op = 'start' | 'refresh' | 'reconnect' | 'history' | 'post' | 'upload' | 'session';

/** What happens to a request in the place of its answer; without `acts` the service does not get or does not heed it. */
export type Trouble =
  | { readonly status: number; readonly code?: string; readonly retryAfter?: string; readonly body?: unknown; readonly acts?: true }
  | { readonly lost: 'refused' | 'on the way' | 'on the way back' }
  | { readonly slowMs: number };

/** What happens to a socket in the place of its opening. */
export type SocketTrouble = 'never opens' | 'refused' | { readonly slowMs: number } | { readonly cutAfterMs: number };

export interface SeenRequest {
  readonly op: Op;
  readonly version: '3.0' | '1.1';
  readonly method: string;
  readonly atMs: number;
  /** After `/v3/directline` or `/api`. */
  readonly path: string;
  readonly credential: string;
  /** What its JSON says, of an upload its container part's. */
  readonly body: unknown;
  /** The parts of an upload, the container first. */
  readonly parts: readonly ReceivedPart[];
  readonly timeoutMs: number;
}

export interface SeenSocket {
  readonly owner: number;
  readonly askedAtMs: number;
  readonly conversationId: string;
  openedAtMs?: number;
  closedAtMs?: number;
  closedBy?: 'client' | 'service';
}

interface Live {
  readonly seen: SeenSocket;
  readonly send: (frame: Frame) => void;
  readonly end: (error: DirectLineSocketError) => void;
  /** From the service's side, nothing arrives any more. */
  silent: boolean;
}

interface Ticket {
  readonly conversationId: string;
  readonly watermark: string;
  readonly untilMs: number;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Parts of what no trace may hold. */
export const SECRETS = { secret: 'SECRETTEXT', token: 'TOKENTEXT', ticket: 'TICKETTEXT' } as const;
export const SECRET = `${SECRETS.secret}.of.the.bot`;

/** Times on the wire: the way there, and there and back. */
export const WAY_MS = 10;
export const TRIP_MS = 2 * WAY_MS;

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
const now = (): number => asyncScheduler.now();

/**
 * A Direct Line service as a script has it, in virtual time: small, strict about credentials, tickets and watermarks,
 * and as bad as it is told to be. Keeps what it was asked, and what sockets there were.
 */
export class Service {
  readonly requests: SeenRequest[] = [];
  readonly sockets: SeenSocket[] = [];
  /** Mutable knobs: what a script changes between two moments. */
  tokenLifeMs = 1_800_000;
  pageSize = 100;
  offline = false;
  /** Replays the whole conversation into each new socket. */
  replaysAll = false;
  /** Where sockets can be pinged: `ws` can, browsers cannot. */
  pings = false;
  /** Until when a socket that is gone still counts. */
  ghostUntilMs = -Infinity;
  /** Another client holds the stream: whoever comes is sent away. */
  occupied = false;
  /** Answers posts without an id. */
  postsWithoutId = false;
  /** What stands between: every socket meets it, until it is taken away. */
  proxy: SocketTrouble | undefined;
  /** The id of the bot's speech grammar, which starts tell of. */
  grammar: string | undefined;
  inFlight = 0;

  readonly #records = new Map<string, Activity[]>();
  readonly #tokens = new Map<string, { conversationId: string; untilMs: number }>();
  readonly #tickets = new Map<string, Ticket>();
  readonly #troubles: { op: Op; trouble: Trouble; times: number }[] = [];
  readonly #socketTroubles: SocketTrouble[] = [];
  readonly #atOnce = new Map<Op, { now: number; most: number }>();
  readonly #live = new Set<Live>();
  #count = 0;

  /** What becomes of the next requests of a kind. */
  trouble(op: Op, trouble: Trouble, times = 1): void {
    this.#troubles.push({ op, trouble, times });
  }

  /** What becomes of the next sockets, one after the other. */
  socketTrouble(...troubles: readonly SocketTrouble[]): void {
    this.#socketTroubles.push(...troubles);
  }

  calm(): void {
    this.#troubles.length = 0;
    this.#socketTroubles.length = 0;
  }

  /** A conversation that somebody else has started. */
  conversation(...texts: readonly string[]): string {
    const id = `c${++this.#count}`;
    this.#records.set(id, []);
    texts.forEach(text => this.says(text, id));
    return id;
  }

  /** A token for a conversation; one that does not exist yet is made by its start. */
  token(conversationId = `c${++this.#count}`, user?: string, lifeMs = this.tokenLifeMs): string {
    const text = `${SECRETS.token}${++this.#count}`;
    const token = user === undefined ? text : `${base64({ alg: 'RS256' })}.${base64({ user, conv: conversationId })}.${text}`;
    this.#tokens.set(token, { conversationId, untilMs: now() + lifeMs });
    return token;
  }

  /** Every token there is stops working. */
  expireTokens(): void {
    for (const claims of this.#tokens.values()) Object.assign(claims, { untilMs: now() });
  }

  forget(conversationId = this.#only()): void {
    this.#records.delete(conversationId);
  }

  history(conversationId = this.#only()): readonly Activity[] {
    return this.#records.get(conversationId) ?? [];
  }

  /** The bot says something: recorded, and told to whoever is there. */
  says(text: string, conversationId = this.#only()): Activity {
    return this.record({ type: 'message', text, from: { id: 'bot' } }, conversationId);
  }

  record(activity: Activity, conversationId = this.#only()): Activity {
    const record = this.#recordOf(conversationId);
    const recorded = { ...activity, id: `${conversationId}|${String(record.length).padStart(7, '0')}` };
    record.push(recorded);
    this.push({ activities: [recorded], watermark: String(record.length - 1) }, conversationId);
    return recorded;
  }

  /** Any JSON, to whoever is there. */
  push(set: unknown, conversationId?: string): void {
    this.pushText(JSON.stringify(set), conversationId);
  }

  pushText(text: string, conversationId?: string): void {
    for (const { seen, send, silent } of this.#live)
      if (!silent && (conversationId === undefined || seen.conversationId === conversationId)) send({ kind: 'text', text });
  }

  /** What is recorded from now on does not reach the sockets that are open, and nobody is told. */
  goSilent(): void {
    for (const live of this.#live) live.silent = true;
  }

  speakAgain(): void {
    for (const live of this.#live) live.silent = false;
  }

  /** Closes what is open. */
  cut(reason?: string): void {
    for (const live of this.#live) this.#close(live, reason);
  }

  opCount(op: Op): number {
    return this.requests.filter(seen => seen.op === op).length;
  }

  /** When requests of a kind came. */
  times(op: Op): number[] {
    return this.requests.filter(seen => seen.op === op).map(({ atMs }) => atMs);
  }

  /** How many requests of a kind there were at the same time, at most. */
  mostAtOnce(op: Op): number {
    return this.#atOnce.get(op)?.most ?? 0;
  }

  paths(op: Op): string[] {
    return this.requests.filter(seen => seen.op === op).map(({ path }) => path);
  }

  get openSockets(): number {
    return this.#live.size;
  }

  /** What a client has of it: `owner` tells clients apart. */
  http(): Http {
    return request =>
      defer(() => {
        this.inFlight += 1;
        const seen = this.#see(request);
        this.#tally(seen.op, 1);
        // Over with its answer: who gets it may ask the next at once.
        let over = false;
        const end = (): void => {
          if (!over) this.#tally(seen.op, -1);
          over = true;
        };
        const trouble = this.#troubleOf(seen.op);
        const sentAtMs = now();
        const answer = ({ status, body, headers = {} }: Reply): HttpResponse => ({
          status,
          body: parsed(body === undefined ? undefined : JSON.stringify(body)),
          header: name => headers[name.toLowerCase()] ?? null,
          sentAtMs,
          receivedAtMs: now(),
        });
        return this.#exchange(seen, trouble).pipe(
          map(answer),
          tap(end),
          finalize(() => {
            this.inFlight -= 1;
            end();
          }),
        );
      });
  }

  socket(owner: number): Socket {
    return url =>
      new Observable<Frame>(subscriber => {
        const ticket = this.#tickets.get(url);
        const seen: SeenSocket = { owner, askedAtMs: now(), conversationId: ticket?.conversationId ?? '' };
        this.sockets.push(seen);
        const live: Live = { seen, silent: false, send: frame => subscriber.next(frame), end: error => subscriber.error(error) };
        const trouble = this.#socketTroubles.shift() ?? this.proxy;
        const opening = this.#openingMs(trouble).subscribe(() => {
          this.#tickets.delete(url);
          if (this.offline || trouble === 'refused' || !ticket || now() >= ticket.untilMs) {
            Object.assign(seen, { closedAtMs: now(), closedBy: 'service' });
            return live.end(new DirectLineSocketError('the stream did not open (1006)', false, 1006));
          }
          this.#open(live, ticket);
          if (typeof trouble === 'object' && 'cutAfterMs' in trouble) cutting = timer(trouble.cutAfterMs).subscribe(() => this.#close(live));
        });
        let cutting = opening;
        return () => {
          [opening, cutting].forEach(each => each.unsubscribe());
          this.#live.delete(live);
          if (seen.closedAtMs === undefined) Object.assign(seen, { closedAtMs: now(), closedBy: 'client' });
        };
      });
  }

  #only(): string {
    const [id] = this.#records.keys();
    if (id === undefined) throw new Error('there is no conversation yet');
    return id;
  }

  #recordOf(conversationId: string): Activity[] {
    const record = this.#records.get(conversationId);
    if (!record) throw new Error(`there is no conversation ${conversationId}`);
    return record;
  }

  #see({ method, url, headers, body, timeoutMs }: HttpRequest): SeenRequest {
    const [, root = '', path = ''] = /^https?:\/\/[^/]+(\/v3\/directline|\/api)(.*)$/.exec(url) ?? [];
    const version = root === '/api' ? '1.1' : '3.0';
    const credential = (headers['Authorization'] ?? '').replace(/^Bearer /, '');
    const parts = body instanceof ArrayBuffer ? readMultipart(headers['Content-Type'], Buffer.from(body)) : [];
    const text = typeof body === 'string' ? body : parts[0]?.bytes.toString();
    const seen: SeenRequest = { op: opOf(method, path), version, method, atMs: now(), path, credential, body: parsed(text), parts, timeoutMs };
    this.requests.push(seen);
    return seen;
  }

  #tally(op: Op, more: 1 | -1): void {
    const { now: before, most } = this.#atOnce.get(op) ?? { now: 0, most: 0 };
    this.#atOnce.set(op, { now: before + more, most: Math.max(most, before + more) });
  }

  #troubleOf(op: Op): Trouble | undefined {
    const planned = this.#troubles.find(each => each.op === op && each.times > 0);
    if (!planned) return undefined;
    planned.times -= 1;
    return planned.trouble;
  }

  #exchange(seen: SeenRequest, trouble: Trouble | undefined): Observable<Reply> {
    if (this.offline || (trouble && 'lost' in trouble && trouble.lost === 'refused'))
      return timer(WAY_MS).pipe(switchMap(() => throwError(() => new DirectLineNetworkError('no answer: refused', true))));
    if (trouble && 'lost' in trouble)
      return timer(WAY_MS).pipe(
        tap(() => trouble.lost === 'on the way back' && this.#act(seen)),
        concatMap(() => timer(WAY_MS)),
        switchMap(() => throwError(() => new DirectLineNetworkError('no answer: cut', false))),
      );
    const slowMs = trouble && 'slowMs' in trouble ? trouble.slowMs : WAY_MS;
    return timer(WAY_MS).pipe(
      map(() => (trouble && 'status' in trouble ? this.#instead(seen, trouble) : this.#act(seen))),
      concatMap(reply => (slowMs === Infinity ? NEVER : timer(slowMs).pipe(map(() => reply)))),
    );
  }

  #instead(seen: SeenRequest, { status, code, retryAfter, body, acts }: Extract<Trouble, { status: number }>): Reply {
    if (acts) this.#act(seen);
    return {
      status,
      ...(code !== undefined && { body: { error: { code, message: `said to ${seen.credential}` } } }),
      ...(body !== undefined && { body }),
      ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
    };
  }

  #act(seen: SeenRequest): Reply {
    const { op, credential, path } = seen;
    const claims = this.#tokens.get(credential);
    if (credential !== SECRET) {
      if (!claims) return { status: 403, body: { error: { code: 'BadArgument', message: 'no such token' } } };
      if (now() >= claims.untilMs) return { status: 403, body: { error: { code: 'TokenExpired', message: 'token has expired' } } };
    }
    const isOld = seen.version === '1.1';
    if (op === 'refresh') return { status: 200, body: isOld ? this.token(claims?.conversationId) : this.#granted(claims?.conversationId ?? '', credential) };
    if (op === 'session') return { status: 200, body: { sessionId: `session of ${claims?.conversationId ?? 'nobody'}` } };
    if (op === 'start') return this.#start(claims?.conversationId, credential, isOld);
    const [, id = '', query = ''] = /^\/conversations\/([^/?]+)[^?]*\??(.*)$/.exec(path) ?? [];
    const record = this.#records.get(id);
    if (claims && claims.conversationId !== id) return { status: 403, body: { error: { code: 'BadArgument', message: 'another conversation' } } };
    if (!record) return { status: 404, body: { error: { code: 'ConversationNotFound', message: 'gone' } } };
    const watermark = new URLSearchParams(query).get('watermark') ?? '';
    switch (op) {
      case 'reconnect':
        return { status: 200, body: { ...this.#granted(id, credential), streamUrl: this.#ticket(id, watermark) } };
      case 'history':
        return { status: 200, body: isOld ? messagesOf(this.#page(record, watermark)) : this.#page(record, watermark) };
      case 'post':
        return isOld ? this.#post11(id, seen.body) : this.#post(id, seen.body);
      case 'upload':
        return isOld ? this.#post11(id, seen.body) : this.#post(id, withPlaceholders(seen.body));
    }
  }

  #start(conversationId = `c${++this.#count}`, credential: string, isOld: boolean): Reply {
    const status = this.#records.has(conversationId) ? 200 : 201;
    if (status === 201) this.#records.set(conversationId, []);
    // 1.1 does not tell, and has no streams.
    if (isOld) return { status: 200, body: this.#granted(conversationId, credential) };
    return { status, body: { ...this.#granted(conversationId, credential), streamUrl: this.#ticket(conversationId, '-'), referenceGrammarId: this.grammar } };
  }

  #granted(conversationId: string, credential: string): object {
    const [, claims = ''] = credential.split('.');
    const user: unknown = credential.startsWith('eyJ') ? JSON.parse(Buffer.from(claims, 'base64url').toString()) : {};
    const bound = typeof user === 'object' && user !== null && 'user' in user ? String(user.user) : undefined;
    return { conversationId, token: this.token(conversationId, bound), expires_in: this.tokenLifeMs / 1_000 };
  }

  #ticket(conversationId: string, watermark: string): string {
    const url = `wss://service/v3/directline/conversations/${conversationId}/stream?t=${SECRETS.ticket}${++this.#count}`;
    this.#tickets.set(url, { conversationId, watermark, untilMs: now() + 60_000 });
    return url;
  }

  #page(record: readonly Activity[], watermark: string): { readonly activities: readonly Activity[]; readonly watermark: string } {
    const from = watermark === '' ? 0 : Number(watermark) + 1;
    const activities = record.slice(from, from + this.pageSize);
    return { activities, watermark: activities.length > 0 ? String(from + activities.length - 1) : watermark };
  }

  #post(conversationId: string, body: unknown): Reply {
    const activity = typeof body === 'object' && body !== null && 'type' in body ? { ...body, type: String(body.type) } : { type: '' };
    const { id } = this.record(activity, conversationId);
    return this.postsWithoutId ? { status: 204 } : { status: 200, body: { id } };
  }

  #post11(conversationId: string, body: unknown): Reply {
    const { text, from, channelData, images = [], attachments = [] } = body as Message;
    const files = [...images.map(url => ({ contentType: 'image/png', contentUrl: url })), ...attachments.map(({ url, contentType }) => ({ contentType, contentUrl: url }))];
    this.record({ type: 'message', ...(text !== undefined && { text }), from: { id: from ?? 'somebody' }, ...(channelData && { channelData }), attachments: files }, conversationId);
    return { status: 204 };
  }

  #openingMs(trouble: SocketTrouble | undefined): Observable<unknown> {
    if (trouble === 'never opens') return NEVER;
    return timer(typeof trouble === 'object' && 'slowMs' in trouble ? trouble.slowMs : TRIP_MS);
  }

  #open(live: Live, { conversationId, watermark }: Ticket): void {
    live.seen.openedAtMs = now();
    this.#live.add(live);
    const pong = (): void => {
      if (!live.silent) of(undefined).pipe(switchMap(() => timer(TRIP_MS))).subscribe(() => live.send({ kind: 'alive' }));
    };
    live.send({ kind: 'opened', ...(this.pings && { ping: pong }) });
    if (this.occupied || now() < this.ghostUntilMs) return this.#close(live, 'collision');
    const record = this.#recordOf(conversationId);
    const from = this.replaysAll || watermark === '-' ? 0 : watermark === '' ? record.length : Number(watermark) + 1;
    for (let at = from; at < record.length; at += this.pageSize) {
      const activities = record.slice(at, at + this.pageSize);
      live.send({ kind: 'text', text: JSON.stringify({ activities, watermark: String(at + activities.length - 1) }) });
    }
  }

  #close(live: Live, reason?: string): void {
    this.#live.delete(live);
    Object.assign(live.seen, { closedAtMs: now(), closedBy: 'service' });
    const code = reason === undefined ? 1006 : 1000;
    live.end(new DirectLineSocketError(`the stream closed (${code})`, true, code, reason));
  }
}

/** A message of 1.1, as the service reads and writes it. */
interface Message {
  readonly text?: string;
  readonly from?: string;
  readonly channelData?: object;
  readonly images?: readonly string[];
  readonly attachments?: readonly { readonly url: string; readonly contentType: string }[];
}

/** 1.1 knows messages only; what else is recorded is not told. */
const messagesOf = ({ activities, watermark }: { readonly activities: readonly Activity[]; readonly watermark: string }): object => ({
  messages: activities.filter(({ type }) => type === 'message').map(({ id, text, from, channelData, attachments = [] }) => ({
    id, text, channelData, created: '2016-08-12T08:33:53.5650638Z', conversationId: id?.split('|')[0], from: from?.id, eTag: 'W/"1"',
    images: attachments.filter(({ contentType }) => contentType.startsWith('image/')).map(({ contentUrl }) => contentUrl),
    attachments: attachments.filter(({ contentType }) => !contentType.startsWith('image/')).map(({ contentUrl, contentType }) => ({ url: contentUrl, contentType })),
  })),
  watermark,
});

/** The echo of an upload hides its files behind a picture (docs/protocol.md, 6.4). */
export const PLACEHOLDER = 'https://docs.botframework.com/static/devportal/client/images/bot-framework-default-placeholder.png';

const withPlaceholders = (body: unknown): unknown => {
  const activity = typeof body === 'object' && body !== null && 'attachments' in body && Array.isArray(body.attachments) ? { ...body, attachments: body.attachments } : undefined;
  if (!activity) return body;
  const hidden = activity.attachments.map((one: { content?: unknown; contentUrl?: unknown }) => (one.content ?? one.contentUrl ? one : { ...one, contentUrl: PLACEHOLDER }));
  return { ...activity, attachments: hidden };
};

const opOf = (method: string, path: string): Op => {
  if (path === '/tokens/refresh' || /^\/tokens\/[^/]+\/renew$/.test(path)) return 'refresh';
  if (path === '/conversations') return 'start';
  if (/\/upload(\?|$)/.test(path)) return 'upload';
  if (path === '/session/getsessionid') return 'session';
  if (method === 'POST') return 'post';
  return /\/(activities|messages)(\?|$)/.test(path) ? 'history' : 'reconnect';
};
