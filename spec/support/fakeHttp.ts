import { defer, of, throwError } from 'rxjs';
import type { Http, HttpRequest, HttpResponse } from '../../src/transport/http.js';

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sentAtMs?: number;
  readonly receivedAtMs?: number;
}

export const responseOf = ({ status = 200, body, headers = {}, sentAtMs = 0, receivedAtMs = sentAtMs }: Answer): HttpResponse => ({
  status, body, sentAtMs, receivedAtMs,
  header: name => headers[name.toLowerCase()] ?? null,
});

/** An `Http` that gives these answers in turn, at once, and keeps what it was asked. */
export const fakeHttp = (...answers: readonly Answer[]): { readonly http: Http; readonly requests: HttpRequest[] } => {
  const requests: HttpRequest[] = [];
  const http: Http = request =>
    defer(() => {
      const answer = answers[requests.push(request) - 1];
      return answer ? of(responseOf(answer)) : throwError(() => new Error(`no answer for ${request.method} ${request.url}`));
    });
  return { http, requests };
};
