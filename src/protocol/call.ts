import { map, type Observable } from 'rxjs';
import { DirectLineHttpError, DirectLineNetworkError, DirectLineProtocolError } from '../errors.js';
import { redact } from '../redact.js';
import type { Http, HttpRequest, HttpResponse } from '../transport/http.js';
import { directLineRegions, otherRegions } from './places.js';
import { isRecord } from './record.js';

/** What a request brings, and of what type that is. */
export interface Content {
  readonly type: string;
  readonly data: string | ArrayBuffer;
}

/** A text that is JSON. */
export const jsonText = (data: string): Content => ({ type: 'application/json', data });

export interface Call {
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** What it is authorized with, if it is. */
  readonly credential?: string;
  readonly content?: Content;
  readonly credentials?: HttpRequest['credentials'];
  readonly timeoutMs?: number;
}

/** For what the service answers by itself. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** For what the bot has a say in: it has 15 s (docs/protocol.md, 6.2), and a start or post that is given up too soon is in doubt. */
export const BOT_TIMEOUT_MS = 30_000;

/** Makes a call and reads its answer. What the service answered instead is a `DirectLineHttpError`. */
export const caller = (http: Http, baseUrl: string) => <T>(call: Call, read: (response: HttpResponse) => T): Observable<T> => {
  const { method, path, credential, content, credentials, timeoutMs = ANSWER_TIMEOUT_MS } = call;
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (credential !== undefined) headers['Authorization'] = `Bearer ${credential}`;
  if (content) headers['Content-Type'] = content.type;
  return http({ method, url: baseUrl + path, headers, timeoutMs, ...(content && { body: content.data }), ...(credentials && { credentials }) }).pipe(
    map(response => {
      if (response.status >= 200 && response.status < 300) return read(response);
      // What a fetch says that was kept from reading the answer, or had none.
      if (response.status === 0) throw new DirectLineNetworkError('no answer: status 0', false);
      throw httpError(call, response, response.baseUrl ?? baseUrl);
    }),
  );
};

/** What the service said of an error, without the credential that some services repeat in it. */
const httpError = (call: Call, response: HttpResponse, baseUrl: string): DirectLineHttpError => {
  const [code, words] = errorOf(response.body).map(text => text && redact(text, [call.credential ?? '']));
  const said = [code, words].filter(Boolean).join(': ');
  return new DirectLineHttpError(
    `${call.method} ${call.path.replace(/\?.*/, '')} answered ${response.status}${said && ` ${said}`}${response.redirectNote ?? ''}${otherHosts(response.status, code, baseUrl)}`,
    response.status,
    { code, serviceMessage: words, retryAfterMs: retryAfterMs(response.header('retry-after'), response.receivedAtMs) },
  );
};

/** docs/protocol.md, 2: a bot is called at the host of its region, and a 403 seldom says that this is what is wrong. */
const otherHosts = (status: number, code: string | undefined, baseUrl: string): string => {
  if (status !== 403 || code === 'TokenExpired') return '';
  const hosts = otherRegions(baseUrl);
  if (hosts.length === 0 && code !== 'RegionNotAllowed') return '';
  return `; a bot of another region is called there: try baseUrl ${(hosts.length > 0 ? hosts : directLineRegions).join(' or ')}`;
};

/** docs/protocol.md, 11.1: 3.0 and 1.1 nest it, and a flat form was seen. */
const errorOf = (body: unknown): readonly [code: string | undefined, message: string | undefined] => {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  const text = (name: string): string | undefined => {
    const value = isRecord(error) ? error[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return [text('code'), text('message')];
};

/** `Retry-After` is seconds or an HTTP date. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null || header.trim() === '') return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/** What an answer should have been and was not; its text is not shown, since it may be a token. */
export const malformed = (what: string, got: unknown, wanted: string): DirectLineProtocolError =>
  new DirectLineProtocolError(`${what}: got ${got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got}, wanted ${wanted}`);

/** A text of an answer that must be there. */
export const textOf = (body: unknown, name: string, what: string): string => {
  const value = isRecord(body) ? body[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw isRecord(body) ? malformed(`${what}, ${name}`, value, 'a text') : malformed(what, body, `an object with ${name}`);
};

// An empty watermark would mean "from now" (docs/protocol.md, 5), and one may hold any character.
export const after = (watermark: string | undefined): string => (watermark ? `?watermark=${encodeURIComponent(watermark)}` : '');

/** The watermark of a set, if it has one; local services give numbers (docs/protocol.md, 18.6). */
export const watermarkOf = (body: unknown): string | undefined => {
  const watermark = isRecord(body) ? body['watermark'] : undefined;
  if (typeof watermark === 'number') return String(watermark);
  return typeof watermark === 'string' ? watermark : undefined;
};
