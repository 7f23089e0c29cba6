import { seeded } from '../../support/random.js';

/** Chance that is the same in every run. */
export function dice(seed: number) {
  const next = seeded(seed);
  const roll = (sides: number): number => Math.floor(next() * sides);
  return { roll, pick: <T>(values: readonly [T, ...T[]]): T => values[roll(values.length)] ?? values[0] };
}

export type Dice = ReturnType<typeof dice>;

/** What is there to be asked for, and rightly. */
export interface Known {
  readonly secret: string;
  readonly token: string;
  readonly conversationId: string;
}

export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const paths = [
  '/v3/directline/tokens/generate', '/v3/directline/tokens/refresh', '/v3/directline/session/getsessionid', '/v3/directline/conversations', '/v3/directline/conversations/C',
  '/v3/directline/conversations/C/activities', '/v3/directline/conversations/C/activities?watermark=W', '/v3/directline/conversations/C/upload?userId=U',
  '/v3/directline/conversations/C/stream?watermark=W&t=T', '/attachments/C/0000001/0/a.png?t=T', '/api/tokens', '/api/tokens/conversation', '/api/tokens/C/renew',
  '/api/conversations', '/api/conversations/C/messages?watermark=W', '/api/conversations/C/upload?userId=U', '/v3/conversations', '/v3/conversations?continuationToken=W',
  '/v3/conversations/C/activities', '/v3/conversations/C/activities/A', '/v3/conversations/C/activities/history', '/v3/conversations/C/activities/A/members', '/v3/conversations/C/members',
  '/v3/conversations/C/members/U', '/v3/conversations/C/pagedmembers?pageSize=W&continuationToken=W', '/v3/conversations/C/attachments', '/v3/attachments/A', '/v3/attachments/A/views/original',
  '/', '/*', '/%', '/%ff/%00', '//', '/v3/directline/conversations/%2e%2e/x',
] as const;

const activities = [
  '{"type":"message","from":{"id":"dl_ann"},"text":"hi"}', '{"type":"message","from":{"id":"dl_bob"}}', '{"type":"message","attachments":[null,7,{"name":"a.png"}]}', '{"type":"endOfConversation","from":{"id":"dl_ann"}}',
  '{"type":"typing","from":{"id":"bob"},"deliveryMode":"stream"}', '{"type":"message","from":{"id":"dl_ann"},"attachments":"x","deliveryMode":"expectReplies"}',
  '{"User":{"Id":"dl_ann"},"trustedOrigins":["http://localhost"]}', '{"user":{"id":{}}}', '{"from":"ann","text":"hi","images":["/a"],"attachments":[{"url":"u","contentType":"a/b"}]}',
  '{"type":"a/b","name":"n","originalBase64":"AAAA","thumbnailBase64":"%"}', '{"__proto__":{"type":"message"},"constructor":1}', '[[[[]]]]', 'null', '"\\ud800"', '',
] as const;

const multipart = (activity: string, type: string): string =>
  `--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nbytes\r\n--B\r\nContent-Type: ${type}\r\n\r\n${activity}\r\n--B--\r\n`;

/** Some bytes more, less, other, or twice. */
export function spoiled({ roll, pick }: Dice, bytes: Buffer): Buffer {
  const [at, length] = [roll(bytes.length + 1), roll(8)];
  const noise = Buffer.from(Array.from({ length }, () => roll(256)));
  return Buffer.concat(pick([
    [bytes.subarray(0, at)], [bytes.subarray(0, at), bytes.subarray(at + length)], [bytes.subarray(0, at), noise, bytes.subarray(at)],
    [bytes.subarray(0, at), noise, bytes.subarray(at + length)], [bytes.subarray(0, at), bytes],
  ]));
}

export function anyRequest(chance: Dice, { secret, token, conversationId }: Known): AnyRequest {
  const { roll, pick } = chance;
  const fill: Readonly<Record<string, () => string>> = {
    C: () => pick([conversationId, conversationId, conversationId, 'nowhere', '%F0', '__proto__']),
    W: () => pick(['', '-', '0', '3', '99999999999999999999', '-1', 'x', '%00']),
    U: () => pick(['dl_ann', '', 'constructor', 'ü%zz']),
    T: () => pick([token, '', 'a.b.c', '%']),
    A: () => pick([`${conversationId}%7C0000001`, `${conversationId}|0000002`, 'x', '%7C', 'toString']),
  };
  const path = pick(paths).replace(/\b[CWUTA]\b/g, (name) => fill[name]?.() ?? name);
  const activity = pick(activities);
  const body = Buffer.from(pick([activity, activity, multipart(activity, pick(['application/vnd.microsoft.activity', 'application/vnd.microsoft.bot.message', 'x']))]));
  return {
    method: pick(['GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'BREW']),
    path: roll(8) === 0 ? `/${spoiled(chance, Buffer.from(path.slice(1))).toString('latin1').replace(/[^!-~]/g, '%')}` : path,
    headers: {
      Authorization: pick([`Bearer ${secret}`, `Bearer ${secret}`, `Bearer ${token}`, `BotConnector ${secret}`, 'Bearer', 'Basic x', `Bearer ${token.slice(0, -2)}`]),
      'Content-Type': pick(['application/json', 'multipart/form-data; boundary=B', 'multipart/form-data; boundary=B', 'multipart/form-data; boundary="', 'image/png', 'a']),
      'Content-Disposition': pick(['attachment', 'name="file"; filename="a.png"', "x; filename*=UTF-8''%zz", ';;="', 'form-data; filename=".."']),
      ...(roll(4) === 0 && { Origin: pick(['http://localhost', 'null', 'https://evil.example', '%']) }),
    },
    body: roll(3) === 0 ? spoiled(chance, body) : body,
  };
}
