import type { Written } from '../http/written.js';

const textOf = (body: Written['body']): string => (typeof body === 'string' ? body : new TextDecoder().decode(body ?? undefined));

/** As much of a Response as can be where there is none, as in jsdom. */
class TextResponse implements Response {
  readonly type = 'default';
  readonly url = '';
  readonly redirected = false;
  readonly statusText = '';
  readonly body = null;
  readonly bodyUsed = false;
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;

  constructor(private readonly written: Written) {
    this.status = written.status;
    this.ok = written.status >= 200 && written.status < 300;
    this.headers = new Headers({ ...written.headers });
  }

  text = async (): Promise<string> => textOf(this.written.body);
  json = async () => JSON.parse(await this.text());
  blob = async (): Promise<Blob> => new Blob([this.written.body ?? ''], { type: this.headers.get('content-type') ?? '' });
  arrayBuffer = async (): Promise<ArrayBuffer> => (await this.blob()).arrayBuffer();
  bytes = async (): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await this.arrayBuffer());
  formData = (): Promise<FormData> => Promise.reject(new TypeError('this answer is no form'));
  clone = (): Response => new TextResponse(this.written);
}

export function responseOf(written: Written): Response {
  if (typeof Response === 'undefined') return new TextResponse(written);
  const { status, headers, body } = written;
  return new Response(body, { status, headers });
}
