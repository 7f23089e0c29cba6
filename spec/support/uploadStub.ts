import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { later } from './live.js';
import { readMultipart, type ReceivedPart } from './multipart.js';

/** An upload as it came over the wire. */
export interface ReceivedUpload {
  /** `METHOD /path?query`, as it was sent. */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly parts: readonly ReceivedPart[];
}

export interface UploadStub {
  readonly url: string;
  readonly secret: string;
  /** Lines of all requests. */
  readonly lines: readonly string[];
  readonly uploads: readonly ReceivedUpload[];
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const json = (response: ServerResponse, status: number, body?: unknown): void =>
  void response.writeHead(status, { 'Content-Type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));

/**
 * As much of a service as takes uploads, on loopback, in either version: it starts a conversation, reads each upload
 * strictly, and answers as `answer` says, else 200 with an id, or 204 in 1.1. A body that is not to the letter is a 400.
 */
export async function uploadStub(answer?: (upload: ReceivedUpload, response: ServerResponse) => void): Promise<UploadStub> {
  const lines: string[] = [];
  const uploads: ReceivedUpload[] = [];
  const server = createServer((request, response) => {
    const line = `${String(request.method)} ${String(request.url)}`;
    lines.push(line);
    bodyOf(request).then(
      (body) => {
        if (!/\/upload(\?|$)/.test(line)) return json(response, 201, { conversationId: 'c/1', token: 'a-token', expires_in: 1_800 });
        const upload = { line, headers: request.headers, parts: readMultipart(request.headers['content-type'], body) };
        uploads.push(upload);
        return answer ? answer(upload, response) : json(response, 200, { id: `c/1|000000${uploads.length}` });
      },
    ).catch((error: unknown) => json(response, 400, { error: { code: 'BadArgument', message: String(error) } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, secret: 'the-secret', lines, uploads };
}
