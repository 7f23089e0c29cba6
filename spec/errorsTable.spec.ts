import { classifyError, DirectLineHttpError, type ErrorClass } from '../src/errors.js';
import { directLineHosts, webChatHosts } from '../src/protocol/places.js';
import { directLine3 } from '../src/protocol/v3.js';
import { isBotFailure, outcomeOf } from '../src/send/outcome.js';
import { isExpiry, refusal } from '../src/session/authorizedCalls.js';
import { tableIn } from './conformance/markdown.js';
import { fakeHttp } from './support/fakeHttp.js';
import { errorOf } from './support/outcomes.js';

/** docs/protocol.md, 11.4, is the table of errors; the code decides, and this holds the one to the other. */

const codesIn = (cell = ''): readonly string[] => [...cell.matchAll(/`(\w+)`/g)].flatMap(([, code]) => code ?? []);
const statusesIn = (cell = ''): readonly number[] => [...cell.matchAll(/\b[1-5]\d\d\b/g)].map(([status]) => Number(status));

const rows = tableIn('protocol.md', /^### 11\.4 /).map(([status = '', code = '', means = '', kind = '', post = '', app = '']) => {
  const [number = NaN] = statusesIn(status);
  const error = new DirectLineHttpError('', number, { code: codesIn(code)[0], ...(status.includes('Retry-After') && { retryAfterMs: 1_000 }) });
  return { title: `${status} ${code}`.trim(), status: number, code: codesIn(code)[0], error, means, kind, post, app };
});

describe('docs/protocol.md, 11.4', () => {
  it.each(rows.map((row) => [row.title, row] as const))('%s is what the code makes of it', (_, { error, kind, post }) => {
    expect({ class: classifyError(error), post: outcomeOf(error, true) }).toEqual({ class: kind, post });
  });

  it('says of each what it means and what the app can do', () => {
    expect(rows.filter(({ means, app }) => means === '' || app === '').map(({ title }) => title)).toEqual([]);
    expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  });

  it('has each status of 11.2 that is an error', () => {
    const errors = tableIn('protocol.md', /^### 11\.2 /).flatMap(([status]) => statusesIn(status)).filter((status) => status >= 400);
    expect(errors).toContain(403);
    expect(errors.filter((status) => !rows.some((row) => row.status === status && row.code === undefined))).toEqual([]);
  });

  it('has each code of 11.3, with each status that it was seen with', () => {
    const seen = tableIn('protocol.md', /^### 11\.3 /).flatMap(([code, , status]) =>
      codesIn(code).flatMap((one) => (statusesIn(status).length === 0 ? [{ code: one }] : statusesIn(status).map((number) => ({ code: one, status: number })))),
    );
    expect(seen).toContainEqual({ code: 'BotError', status: 504 });
    const isMissing = (wanted: { readonly code: string; readonly status?: number }) =>
      !rows.some(({ code, status }) => code === wanted.code && (wanted.status === undefined || status === wanted.status));
    expect(seen.filter(isMissing)).toEqual([]);
  });

  it('is right that the client looks at the status, and of the codes at TokenExpired and BotRejectedActivity only', () => {
    const plain = ({ status, error }: (typeof rows)[number]) => new DirectLineHttpError('', status, { retryAfterMs: error.retryAfterMs });
    const differs = (row: (typeof rows)[number]) =>
      classifyError(row.error) !== classifyError(plain(row)) || outcomeOf(row.error, true) !== outcomeOf(plain(row), true) || isBotFailure(row.error);
    expect(rows.filter(differs).map(({ title }) => title)).toEqual(['403 `TokenExpired`', '502 `BotRejectedActivity`']);
  });

  it('is right that a 404 on a conversation that was known says that it is gone', () => {
    const gone = errorOf(refusal(new DirectLineHttpError('', 404, { code: 'BadArgument' }), 'c'));
    expect([gone.name, classifyError(gone)]).toEqual(['DirectLineGoneError', 'gone']);
  });

  it('is right that a 403 without a code is expiry where the known time of the token is over, and that a 401 never is', () => {
    const tokenUntil = (expiresAtMs: number) => ({ value: 't', issuedAtMs: 0, expiresAtMs });
    const [forbidden, unauthorized] = [new DirectLineHttpError('', 403), new DirectLineHttpError('', 401)];
    expect([isExpiry(forbidden, tokenUntil(1)), isExpiry(forbidden, tokenUntil(Infinity)), isExpiry(unauthorized, tokenUntil(1))]).toEqual([true, false, false]);
  });
});

describe('docs/protocol.md, 11.5', () => {
  it('says of each class what it makes the client do', () => {
    const classes: Readonly<Record<ErrorClass, true>> = { heals: true, expired: true, noToken: true, gone: true, final: true };
    expect(tableIn('protocol.md', /^### 11\.5 /).map(([kind]) => kind).sort()).toEqual(Object.keys(classes).sort());
  });
});

describe('the message of a 403 that is not expiry', () => {
  const said = (baseUrl: string, status: number, code?: string): string => {
    const { http } = fakeHttp({ status, body: { error: { ...(code !== undefined && { code }), message: 'no' } } });
    return errorOf(directLine3(http, baseUrl).startConversation('the-secret')).message;
  };
  const [global, europe, india] = ['', 'europe.', 'india.'].map((region) => `https://${region}directline.botframework.com`);

  it.each([[undefined], ['BadArgument'], ['RegionNotAllowed']])('of the service names the hosts of the other regions (%s)', (code) => {
    expect(said(`${global}`, 403, code)).toMatch(new RegExp(`no; a bot of another region is called there: try baseUrl ${europe} or ${india}$`));
    expect(said(`${europe}`, 403, code)).toMatch(new RegExp(`try baseUrl ${global} or ${india}$`));
  });

  it('of the Web Chat channel names its hosts', () => {
    expect(said('https://webchat.botframework.com', 403)).toMatch(
      /try baseUrl https:\/\/europe\.webchat\.botframework\.com or https:\/\/unitedstates\.webchat\.botframework\.com or https:\/\/india\.webchat\.botframework\.com$/,
    );
  });

  it('of a proxy names them if it says that it is the region', () => {
    expect(said('https://bot.example', 403, 'RegionNotAllowed')).toContain(`try baseUrl ${global} or ${europe} or ${india}`);
    expect(said('https://bot.example', 403, 'BadArgument')).toBe('POST /conversations answered 403 BadArgument: no');
  });

  it.each([directLineHosts.usGovernment, directLineHosts.china, webChatHosts.usGovernment])('of %s, a cloud of its own, names no region', (host) => {
    expect(said(host, 403)).toMatch(/ no$/);
  });

  it('is all that has them', () => {
    expect([said(`${global}`, 403, 'TokenExpired'), said(`${global}`, 401), said(`${global}`, 404)].filter((message) => message.includes('region'))).toEqual([]);
  });
});
