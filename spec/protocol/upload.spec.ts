import type { Observable } from 'rxjs';
import { ACTIVITY_LIMIT_BYTES } from '../../src/protocol/activityJson.js';
import type { Protocol } from '../../src/protocol/protocol.js';
import type { Activity, Attachment } from '../../src/protocol/types.js';
import type { Upload } from '../../src/protocol/upload.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { directLine3 } from '../../src/protocol/v3.js';
import type { Http } from '../../src/transport/http.js';
import { fakeHttp } from '../support/fakeHttp.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

type Version = (http: Http, baseUrl: string) => Protocol;
type Ask = (protocol: Protocol) => Observable<unknown>;

const slot: Attachment = { contentType: 'text/plain', name: 'a.txt' };
const url: Attachment = { contentType: 'image/png', contentUrl: 'https://a/b.png' };

/** One whose body shows what was put into it. */
const uploadOf = (activity: Partial<Activity>, files: readonly Attachment[] = [slot]): Upload => ({
  activity: { type: 'message', attachments: files, ...activity }, files, slowMs: 7, around: ({ type, data }) => ({ type: 'the/body', data: `${type} ${String(data)}` }),
});
const uploading = (activity: Partial<Activity>, files?: readonly Attachment[]): Ask => protocol => protocol.upload('tok', 'c/1', uploadOf(activity, files));

const asked = (version: Version, ask: Ask) => {
  const { http, requests } = fakeHttp({ status: 200, body: { id: 'c|7' } });
  const values = valuesOf(ask(version(http, 'https://service')));
  return { values, request: requests[0] };
};
const refused = (version: Version, ask: Ask) => {
  const { http, requests } = fakeHttp();
  return { error: errorOf(ask(version(http, 'https://service'))), requests };
};

describe.each<[string, Version, string, string]>([
  ['3.0', directLine3, 'https://service/v3/directline', 'application/vnd.microsoft.activity'],
  ['1.1', directLine1, 'https://service/api', 'application/vnd.microsoft.bot.message'],
])('an upload of %s', (_, version, root, container) => {
  it('is a POST of its own type, with its user in the URL and its time added to that of a post', () => {
    const { request } = asked(version, uploading({ from: { id: 'a&b c#d/é' }, text: 'hi' }));
    expect([request?.method, request?.url, request?.timeoutMs]).toEqual(['POST', `${root}/conversations/c%2F1/upload?userId=a%26b%20c%23d%2F%C3%A9`, 30_007]);
    expect(request?.headers).toEqual({ Authorization: 'Bearer tok', Accept: 'application/json', 'Content-Type': 'the/body' });
    expect(String(request?.body)).toMatch(new RegExp(`^${container} \\{.*"text":"hi"`));
  });

  it('names no user that nobody named', () => {
    expect(asked(version, uploading({})).request?.url).toBe(`${root}/conversations/c%2F1/upload`);
  });

  it('is one request a subscription', () => {
    const { http, requests } = fakeHttp({ status: 204 }, { status: 204 });
    const upload$ = uploading({})(version(http, 'https://service'));
    expect(requests).toEqual([]);
    expect([valuesOf(upload$), valuesOf(upload$), requests.length]).toEqual([[{}], [{}], 2]);
  });
});

describe('the container of an upload', () => {
  const containerOf = (version: Version, activity: Partial<Activity>, files?: readonly Attachment[]): unknown =>
    JSON.parse(String(asked(version, uploading(activity, files)).request?.body).replace(/^\S+ /, ''));

  it('of 3.0 is the activity, its files and other attachments in their places', () => {
    const activity = { type: 'message', text: 'hi', attachments: [url, slot] };
    expect(containerOf(directLine3, activity)).toEqual(activity);
  });

  it('of 1.1 is its message, with the attachments that are no files', () => {
    expect(containerOf(directLine1, { text: 'hi', from: { id: 'ann' }, attachments: [url, slot] })).toEqual({ text: 'hi', from: 'ann', images: ['https://a/b.png'] });
    expect(containerOf(directLine1, {})).toEqual({});
  });

  it.each<[string, Partial<Activity>, readonly Attachment[]]>([
    ['thumbnailUrl', {}, [{ ...slot, thumbnailUrl: 'https://t' }]],
    ["type 'event'", { type: 'event' }, [slot]],
    ['content', { attachments: [slot, { contentType: 'application/vnd.microsoft.card.hero', content: {} }] }, [slot]],
    ["an attachment's name", { attachments: [slot, { ...url, name: 'b.png' }] }, [slot]],
  ])('of 1.1 has no place for %s: an error, and nothing is sent', (name, activity, files) => {
    const { error, requests } = refused(directLine1, uploading(activity, files));
    expect([error.name, error.message, requests]).toEqual(['DirectLineProtocolError', expect.stringContaining(name), []]);
  });
});

describe('the id of an upload', () => {
  it('is that of the answer in 3.0, if it has one, and never of one in 1.1', () => {
    expect([asked(directLine3, uploading({})).values, asked(directLine1, uploading({})).values]).toEqual([[{ id: 'c|7' }], [{}]]);
  });
});

describe.each<[string, Version]>([['3.0', directLine3], ['1.1', directLine1]])('an activity of %s', (_, version) => {
  const posting = (text: string): Ask => protocol => protocol.postActivity('tok', 'c', { type: 'message', text });
  const around = String(asked(version, posting('')).request?.body).length;

  it.each<[string, string]>([['one byte each', 'a'], ['three bytes each', '日'], ['four bytes for two', '🎉'], ['an escape for each', '"']])('may be as large as the limit, of characters of %s', (_each, character) => {
    const size = Buffer.byteLength(JSON.stringify(character)) - 2;
    const most = Math.floor((ACTIVITY_LIMIT_BYTES - around) / size);
    expect(asked(version, posting(character.repeat(most))).request).toBeDefined();
    const { error, requests } = refused(version, posting(character.repeat(most + 1)));
    expect(error).toMatchObject({ name: 'DirectLineTooLargeError', sizeBytes: around + (most + 1) * size, limitBytes: 262_144 });
    expect(requests).toEqual([]);
  });

  it('is as large as that beside its files too', () => {
    const { error, requests } = refused(version, uploading({ text: 'a'.repeat(ACTIVITY_LIMIT_BYTES) }));
    expect([error.name, requests]).toEqual(['DirectLineTooLargeError', []]);
  });
});
