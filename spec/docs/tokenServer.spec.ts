import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY } from 'rxjs';
import type { TokenRequest, TokenResponse } from '../../src/index.js';
import { client, lineTo, listening, repeated, service, type Service } from '../support/live.js';
import { root } from '../support/packed.js';
import { startNode } from '../support/process.js';

const file = join(root, 'docs/examples/token-server/server.mjs');
const start = (env: Readonly<Record<string, string | undefined>>) => startNode([file], { env: { NODE_ENV: undefined, PORT: '0', ...env } });

/** The server for a service; resolves to the address that it prints. */
async function serverOf(at: Pick<Service, 'url' | 'secret'>): Promise<string> {
  const [, url = ''] = await start({ DIRECT_LINE_SECRET: at.secret, DIRECT_LINE_URL: at.url }).until(/^tokens at (http:\/\/127\.0\.0\.1:\d+\/api\/directline\/token)$/m);
  return url;
}

/** A browser, as far as the server sees it: it keeps its cookie, and asks as the readme of the example does. */
function browser(url: string, cookie = '') {
  const kept = { cookie, setCookie: '' };
  const asked: TokenRequest[] = [];
  const post = async (body: string, type = 'application/json') => {
    const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': type, Cookie: kept.cookie }, body });
    kept.setCookie = answer.headers.get('set-cookie') ?? '';
    if (kept.setCookie !== '') kept.cookie = kept.setCookie.replace(/;.*/, '');
    return answer;
  };
  const ask = (conversationId?: string) => post(JSON.stringify({ conversationId }));
  async function* getToken(request: TokenRequest): AsyncGenerator<TokenResponse> {
    asked.push(request);
    let answer = await ask(request.conversationId);
    if (request.conversationId && answer.status === 404) answer = await ask();
    if (answer.status === 401) return;
    if (!answer.ok) throw new Error(`the token server answered ${answer.status}`);
    yield await answer.json();
  }
  return { kept, asked, post, getToken };
}

describe('the token server of the examples', () => {
  it('makes the user, which nobody can guess, and keeps the secret and the stream to itself', async () => {
    const at = await service({ bot: () => EMPTY });
    const url = await serverOf(at);
    const [one, two] = [browser(url), browser(url)];
    const answer = await one.post('{}');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(one.kept.setCookie).toMatch(/^chat=[\w-]{36}; Path=\/api\/directline; HttpOnly; SameSite=Strict$/);
    const body = await answer.json();
    expect(Object.keys(body).sort()).toEqual(['conversationId', 'expires_in', 'token']);
    expect(JSON.stringify(body)).not.toContain(at.secret);
    const userOf = ({ token }: TokenResponse): string => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).user;
    const again = await one.post('{}').then((next) => next.json());
    const other = await two.post('{}').then((next) => next.json());
    expect(userOf(body)).toMatch(/^dl_[\da-f-]{36}$/);
    expect(userOf(again)).toBe(userOf(body));
    expect(userOf(other)).not.toBe(userOf(body));
    // What a page says about itself is not asked for.
    const claimed = await two.post(JSON.stringify({ user: { id: 'dl_admin' } })).then((next) => next.json());
    expect(userOf(claimed)).toBe(userOf(other));
  });

  it('lets a conversation go on when every token has expired, and after the page was loaded anew, as the same user', async () => {
    const heard = new Set<string | undefined>();
    const at = await service({ bot: ({ type, from: user }) => {
      if (type === 'message') heard.add(user?.id);
      return EMPTY;
    } });
    const page = browser(await serverOf(at));
    const line = lineTo(at, { token: page.getToken, user: 'somebody' });
    const ann = listening(line);
    await ann.say('before');
    await ann.heard('before');
    at.faults.expire();
    at.faults.drop();
    await ann.say('after');
    await ann.heard('after');
    const conversationId = ann.conversationId();
    expect(page.asked).toEqual([{ reason: 'start' }, { reason: 'expired', conversationId }]);
    expect([ann.texts(), repeated(ann), ann.states().includes('needsToken')]).toEqual([['before', 'after'], [], false]);
    expect([heard.size, [...heard][0]]).toEqual([1, expect.stringMatching(/^dl_/)]);

    const checkpoint = line.checkpoint();
    line.end();
    if (!checkpoint) throw new Error('there is no checkpoint');
    const back = client(at, { token: page.getToken, resume: checkpoint });
    await back.online();
    await back.say('from the next page');
    await back.heard('from the next page');
    expect([back.conversationId(), page.asked.at(-1)]).toEqual([conversationId, { reason: 'start', conversationId }]);
  });

  it('gives nobody a token for a conversation of another browser, nor to a cookie that it has not given', async () => {
    const at = await service({ bot: () => EMPTY });
    const url = await serverOf(at);
    const { conversationId } = await browser(url).post('{}').then((answer) => answer.json());
    const forged = 'chat=00000000-0000-4000-8000-000000000000';
    for (const other of [browser(url), browser(url, forged)]) {
      expect((await other.post(JSON.stringify({ conversationId }))).status).toBe(404);
      expect(other.kept.cookie).not.toBe(forged);
    }
    const ann = client(at, { token: browser(url).getToken, resume: { conversationId } });
    await ann.statuses.until('it says that there is no token for it', () => ann.status()?.state === 'needsToken');
    expect(ann.status()).toMatchObject({ reason: 'otherConversation' });
    expect(at.requests(/conversations/)).toEqual([]);
  });

  it('lets a page begin another conversation, and as another user, when it was started again and has forgotten the one that the page kept', async () => {
    const at = await service({ bot: () => EMPTY });
    const { conversationId } = await browser(await serverOf(at)).post('{}').then((answer) => answer.json());
    const page = browser(await serverOf(at));
    const ann = client(at, { token: page.getToken, onGone: 'restart', resume: { conversationId }, user: 'dl_before' });
    await ann.online();
    await ann.say('anew');
    await ann.heard('anew');
    expect(ann.conversationId()).not.toBe(conversationId);
    expect([page.asked, at.requests(new RegExp(conversationId))]).toEqual([[{ reason: 'start', conversationId }], []]);
  });

  it('answers what is no question for a token with a status, and says no more', async () => {
    const page = browser(await serverOf(await service({ bot: () => EMPTY })));
    const questions: readonly (readonly [string, number])[] = [['{', 400], ['{"conversationId":7}', 404], [JSON.stringify({ pad: 'x'.repeat(2_000) }), 413]];
    for (const [body, status] of questions) {
      const answer = await page.post(body);
      expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(/^[\w ]+$/)]);
    }
    expect((await page.post('conversationId=7', 'application/x-www-form-urlencoded')).status).toBe(200);
  });

  it.each<[string, (at: Service) => Pick<Service, 'url' | 'secret'>]>([
    ['refuses the secret', ({ url }) => ({ url, secret: 'another' })],
    ['is not there', ({ secret }) => ({ url: 'http://127.0.0.1:9', secret })],
  ])('answers 502 where the service %s', async (_, wrong) => {
    const at = await service({ bot: () => EMPTY });
    const answer = await browser(await serverOf(wrong(at))).post('{}');
    expect([answer.status, await answer.text()]).toEqual([502, 'Bad Gateway']);
  });

  it('ends with one line and exit code 2 without a secret, and where its port is in use', async () => {
    const without = start({ DIRECT_LINE_SECRET: undefined });
    expect([await without.exit, without.output()]).toEqual([{ code: 2, signal: null }, 'set DIRECT_LINE_SECRET\n']);
    const port = new URL(await serverOf({ url: 'http://127.0.0.1:9', secret: 's' })).port;
    const second = start({ DIRECT_LINE_SECRET: 's', PORT: port });
    expect([await second.exit, second.output()]).toEqual([{ code: 2, signal: null }, `port ${port} is in use: set PORT to another one\n`]);
  });

  it('is short enough to be read', () => {
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});
