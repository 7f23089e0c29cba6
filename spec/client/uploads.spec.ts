import { defer, EMPTY, map, switchMap, timer, type Observable } from 'rxjs';
import { transcript } from '../../src/activities/transcript.js';
import { DirectLineNetworkError } from '../../src/errors.js';
import type { DirectLineOptions } from '../../src/options.js';
import type { Activity, Attachment } from '../../src/protocol/types.js';
import type { Upload } from '../../src/protocol/upload.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { pack } from '../../src/uploads.js';
import { filenameOf } from '../support/multipart.js';
import { PLACEHOLDER, SECRET, type SeenRequest, type Trouble } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const bytes = new Uint8Array([1, 2, 3]);
const file: Attachment = { contentType: 'image/png', name: 'a.png', content: bytes };
const url: Attachment = { contentType: 'image/png', contentUrl: 'https://a/b.png' };
const card: Attachment = { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'hi' } };
const photo: Activity = { type: 'message', text: 'look', attachments: [file] };

const uploadsIn = ({ service }: World): readonly SeenRequest[] => service.requests.filter(({ op }) => op === 'upload');
const filesIn = ({ parts }: SeenRequest): readonly (readonly [string | undefined, string | undefined, readonly number[]])[] =>
  parts.slice(1).map(part => [filenameOf(part), part.headers['content-type'], [...part.bytes]]);

/** An upload of a client that is online, after the given trouble. */
const uploaded = (world: World, troubles: readonly Trouble[] = [], options: Partial<DirectLineOptions> = {}) => {
  const { client, service, listen, pass } = world;
  const line = client({ secret: SECRET, user: 'ann', ...options });
  const activities = listen(line.activity$);
  pass(100);
  troubles.forEach(trouble => service.trouble('upload', trouble));
  const post = listen(line.postActivity(photo));
  pass(100_000);
  return { line, post, activities, requests: uploadsIn(world), recorded: service.history().length };
};

describe('an activity with files', () => {
  it('goes as one upload, emits its id, and comes back', inWorld(world => {
    const { post, activities, requests: [request] } = uploaded(world);
    expect([post.values, post.completed, texts(activities)]).toEqual([[{ id: 'c1|0000000' }], true, ['look']]);
    expect([request?.path, request?.body]).toEqual(['/conversations/c1/upload?userId=ann', {
      ...photo, from: { id: 'ann' }, channelData: { clientActivityID: 'id-1-1' }, attachments: [{ contentType: 'image/png', name: 'a.png' }],
    }]);
    expect(request?.parts[0]?.headers['content-type']).toBe('application/vnd.microsoft.activity');
    expect(request && filesIn(request)).toEqual([['a.png', 'image/png', [1, 2, 3]]]);
    expect([world.service.opCount('post'), uploadsIn(world).length]).toEqual([0, 1]);
  }));

  it('has other attachments in their places, unread', inWorld(world => {
    const { client, listen, pass } = world;
    const data: Attachment = { contentType: '', contentUrl: 'data:text/plain,hi' };
    const post = listen(client().postActivity({ ...photo, attachments: [url, file, card, data, file] }));
    pass(1_000);
    const [request] = uploadsIn(world);
    expect(request?.body).toMatchObject({ attachments: [
      url, { contentType: 'image/png', name: 'a.png' }, card, { contentType: 'text/plain', name: 'file.txt' }, { contentType: 'image/png', name: 'a (2).png' },
    ] });
    expect(request && filesIn(request)).toEqual([['a.png', 'image/png', [1, 2, 3]], ['file.txt', 'text/plain', [104, 105]], ['a (2).png', 'image/png', [1, 2, 3]]]);
    expect(post.values).toHaveLength(1);
  }));

  it('that is an event goes the same way', inWorld(world => {
    world.listen(world.client().postActivity({ ...photo, type: 'event', name: 'scan' }));
    world.pass(1_000);
    expect(uploadsIn(world)[0]?.body).toMatchObject({ type: 'event', name: 'scan' });
  }));

  it('is not touched, and is read anew each subscription', inWorld(world => {
    const content = new Uint8Array([1]);
    const activity: Activity = Object.freeze({ ...photo, attachments: Object.freeze([Object.freeze({ ...file, content })]) });
    const post$ = world.client().postActivity(activity);
    [2, 3].forEach(byte => {
      content[0] = byte;
      world.listen(post$);
      world.pass(1_000);
    });
    expect(activity).toEqual({ ...photo, attachments: [{ ...file, content }] });
    expect(uploadsIn(world).map(request => filesIn(request)[0]?.[2])).toEqual([[2], [3]]);
    const ids = uploadsIn(world).map(({ body }) => JSON.stringify(body));
    expect(new Set(ids).size).toBe(2);
  }));

  it('waits for those before it in a row, as any post', inWorld(world => {
    const line = world.client();
    world.service.trouble('upload', { slowMs: 5_000 });
    const posts = [photo, { type: 'message', text: 'after' }].map(activity => defer(() => line.postActivity(activity)));
    world.listen(timer(0).pipe(switchMap(() => posts[0] ?? EMPTY), switchMap(() => posts[1] ?? EMPTY)));
    world.pass(10_000);
    expect(world.service.history().map(({ text }) => text)).toEqual(['look', 'after']);
  }));
});

describe('an activity without files', () => {
  it.each<[string, Activity]>([['none', { type: 'message' }], ['a URL and a card', { type: 'message', attachments: [url, card] }]])('(%s) is a post as ever, at once', (_, activity) =>
    inWorld(world => {
      let packs = 0;
      const line = world.client({ secret: SECRET }, { pack: activity => (packs++, pack(activity)) });
      world.listen(line.token$);
      world.pass(100);
      world.listen(line.postActivity(activity));
      // Not a tick later: the request has left.
      expect([world.service.opCount('post'), packs]).toEqual([1, 0]);
      world.pass(1_000);
      expect(uploadsIn(world)).toEqual([]);
    })());
});

describe('an upload', () => {
  it.each([400, 401, 403, 413])('that is answered %i is rejected and not sent again', status =>
    inWorld(world => {
      const { post, requests } = uploaded(world, [{ status, code: 'BadArgument' }]);
      expect([named(post.errors), requests.length]).toEqual([['DirectLineHttpError rejected'], 1]);
    })());

  it('that is answered 403 TokenExpired renews the token and goes once more, the same', inWorld(world => {
    const { post, requests, recorded } = uploaded(world, [{ status: 403, code: 'TokenExpired' }]);
    expect([post.values.length, requests.length, recorded]).toEqual([1, 2, 1]);
    expect(requests[0]?.body).toEqual(requests[1]?.body);
    expect(new Set(requests.map(({ credential }) => credential)).size).toBe(2);
  }));

  it.each<[string, Trouble]>([['429', { status: 429 }], ['503 with Retry-After', { status: 503, retryAfter: '3' }], ['a refused connection', { lost: 'refused' }]])(
    'that meets %s is sent again after a while, its files read once',
    (_, trouble) =>
      inWorld(world => {
        let reads = 0;
        const own = { pack: (activity: Activity) => defer(() => (reads++, pack(activity))) };
        const line = world.client({ secret: SECRET }, own);
        world.service.trouble('upload', trouble);
        const post = world.listen(line.postActivity(photo));
        world.pass(30_000);
        expect([post.values.length, uploadsIn(world).length, world.service.history().length, reads]).toEqual([1, 2, 1, 1]);
      })(),
  );

  it.each<[string, Trouble]>([
    ['504 although it is recorded', { status: 504, acts: true }], ['500 although it is recorded', { status: 500, acts: true }],
    ['a cut on the way back', { lost: 'on the way back' }], ['no answer', { slowMs: Infinity }],
  ])('that is answered with %s takes its id from its echo, and is never sent again', (_, trouble) =>
    inWorld(world => {
      const { post, requests, recorded } = uploaded(world, [trouble]);
      expect([post.values, post.errors, requests.length, recorded]).toEqual([[{ id: 'c1|0000000' }], [], 1, 1]);
    })());

  it.each<[string, Trouble]>([['500', { status: 500, code: 'ServiceError' }], ['a cut on the way', { lost: 'on the way' }]])('that is answered with %s, and has no echo, is unknown', (_, trouble) =>
    inWorld(world => {
      const { post, requests } = uploaded(world, [trouble]);
      expect([post.errors, requests.length]).toEqual([[expect.objectContaining({ outcome: 'unknown' })], 1]);
    })());

  it('that is answered without an id takes it from its echo', inWorld(world => {
    world.service.postsWithoutId = true;
    expect(uploaded(world).post.values).toEqual([{ id: 'c1|0000000' }]);
  }));

  it('is aborted by unsubscribing', inWorld(world => {
    world.service.trouble('upload', { slowMs: Infinity });
    const post = world.listen(world.client().postActivity(photo));
    world.pass(100);
    post.leave();
    expect([world.service.inFlight, world.timers()]).toEqual([0, 0]);
  }));

  it('that is under way when the client ends is unknown', inWorld(world => {
    const line = world.client();
    world.service.trouble('upload', { slowMs: Infinity });
    const post = world.listen(line.postActivity(photo));
    world.pass(100);
    line.end();
    expect(named(post.errors)).toEqual(['DirectLineEndedError unknown']);
  }));

  it('has a second more for each 16 kB: for its request, and to be tried again', inWorld(world => {
    const line = world.client({ secret: SECRET, sendTimeoutMs: 1_000 });
    world.listen(line.token$);
    world.pass(100);
    const large = { ...photo, attachments: [{ ...file, content: new Uint8Array(320_000) }] };
    world.service.trouble('upload', { status: 429, retryAfter: '20' });
    const post = world.listen(line.postActivity(large));
    world.pass(60_000);
    expect([uploadsIn(world).map(({ timeoutMs }) => timeoutMs), post.values.length]).toEqual([[50_000, 50_000], 1]);
    world.service.trouble('upload', { status: 429, retryAfter: '22' });
    const late = world.listen(line.postActivity(large));
    world.pass(60_000);
    expect(named(late.errors)).toEqual(['DirectLineHttpError rejected']);
  }));
});

describe('files that are read for a while', () => {
  const slowly = (ms: number): { readonly pack: (activity: Activity) => Observable<Upload> } => ({ pack: activity => timer(ms).pipe(switchMap(() => pack(activity))) });

  it('hold up nothing but their own upload, and nothing is asked before they are there', inWorld(world => {
    const line = world.client({ secret: SECRET }, slowly(1_000));
    const post = world.listen(line.postActivity(photo));
    world.pass(999);
    expect(world.service.requests).toEqual([]);
    world.pass(1_000);
    expect(post.values).toHaveLength(1);
  }));

  it('are left by unsubscribing', inWorld(world => {
    const post = world.listen(world.client({ secret: SECRET }, slowly(1_000)).postActivity(photo));
    world.pass(100);
    post.leave();
    expect(world.timers()).toBe(0);
    world.pass(10_000);
    expect(world.service.requests).toEqual([]);
  }));

  it('are rejected when the client ends meanwhile', inWorld(world => {
    const line = world.client({ secret: SECRET }, slowly(1_000));
    const post = world.listen(line.postActivity(photo));
    world.pass(100);
    line.end();
    world.pass(10_000);
    expect([named(post.errors), world.service.requests]).toEqual([['DirectLineEndedError rejected'], []]);
  }));

  it('and whose code cannot be loaded are tried again', inWorld(world => {
    let loads = 0;
    const line = world.client({ secret: SECRET }, {
      pack: activity => timer(10).pipe(map(() => { if (++loads < 3) throw new DirectLineNetworkError('not loaded', true); }), switchMap(() => pack(activity))),
    });
    const post = world.listen(line.postActivity(photo));
    world.pass(30_000);
    expect([loads, post.values.length, uploadsIn(world).length]).toEqual([3, 1, 1]);
  }));
});

describe('what cannot be sent', () => {
  it.each<[string, Attachment, string, string]>([
    ['too large', { ...file, content: new Uint8Array(4_194_305) }, 'DirectLineTooLargeError rejected', "attachments[1] ('a.png') of 4194305 bytes"],
    ['malformed', { contentType: '', contentUrl: 'data:text/plain' }, 'DirectLineAttachmentError rejected', 'attachments[1]: its file cannot be read: its data: URL'],
  ])('since a file is %s is rejected, and nothing is asked of the service', (_, attachment, name, words) =>
    inWorld(world => {
      const post = world.listen(world.client().postActivity({ ...photo, attachments: [url, attachment] }));
      world.pass(60_000);
      expect([named(post.errors), post.errors]).toEqual([[name], [expect.objectContaining({ message: expect.stringContaining(words) })]]);
      expect([world.service.requests, world.timers()]).toEqual([[], 0]);
    })());

  it.each<[string, Partial<DirectLineOptions>]>([['3.0', {}], ['1.1', { protocol: directLine1 }]])('since its files fit, but not with the activity, is rejected in %s, and not sent', (_, options) =>
    inWorld(world => {
      const line = world.client({ secret: SECRET, ...options });
      const room = 4_194_304 - 1_000;
      const [fits, not] = [room, 4_194_304].map(length => world.listen(line.postActivity({ ...photo, attachments: [{ ...file, content: new Uint8Array(length) }] })));
      world.pass(60_000);
      expect([fits?.errors, named(not?.errors ?? []), uploadsIn(world).length]).toEqual([[], ['DirectLineTooLargeError rejected'], 1]);
    })());

  it('of a data: URL that is too large is found before that is decoded', inWorld(world => {
    const decode = jest.spyOn(globalThis, 'atob');
    const contentUrl = `data:image/png;base64,${'A'.repeat(5_592_408)}`;
    const post = world.listen(world.client().postActivity({ ...photo, attachments: [{ contentType: 'image/png', contentUrl }] }));
    world.pass(1_000);
    expect([named(post.errors), decode.mock.calls.length, world.service.requests]).toEqual([['DirectLineTooLargeError rejected'], 0, []]);
    decode.mockRestore();
  }));

  it('since the activity is too large is rejected, and not sent', inWorld(world => {
    const post = world.listen(world.client().postActivity({ type: 'message', text: 'a'.repeat(262_144) }));
    world.pass(60_000);
    expect([named(post.errors), world.service.opCount('post')]).toEqual([['DirectLineTooLargeError rejected'], 0]);
  }));
});

describe('an upload of 1.1', () => {
  it('is answered with no id, and takes it from its echo', inWorld(world => {
    const { post, requests: [request] } = uploaded(world, [], { protocol: directLine1 });
    expect([post.values, post.completed]).toEqual([[{ id: 'c1|0000000' }], true]);
    expect([request?.version, request?.path, request?.body]).toEqual(['1.1', '/conversations/c1/upload?userId=ann', { text: 'look', from: 'ann', channelData: { clientActivityID: 'id-1-1' } }]);
    expect(request?.parts[0]?.headers['content-type']).toBe('application/vnd.microsoft.bot.message');
    expect(request && filesIn(request)).toEqual([['a.png', 'image/png', [1, 2, 3]]]);
  }));

  it('of what a message has no place for is rejected before anything is sent', inWorld(world => {
    const post = world.listen(world.client({ secret: SECRET, protocol: directLine1 }).postActivity({ ...photo, attachments: [file, card] }));
    world.pass(1_000);
    expect([named(post.errors), uploadsIn(world)]).toEqual([['DirectLineProtocolError rejected'], []]);
  }));
});

describe('the message of an upload', () => {
  it('shows the files of the user, from the post on and after its echo, whose pictures are placeholders', inWorld(world => {
    const { state$, send } = transcript(world.client());
    const views = world.listen(state$);
    world.pass(100);
    const attachments = [url, file, card, { ...file, thumbnailUrl: 'https://t' }];
    world.listen(send({ ...photo, attachments }));
    const rows = () => (views.values.at(-1)?.messages ?? []).map(({ status, activity }) => [status, activity.id, activity.attachments]);
    expect(rows()).toEqual([['pending', undefined, attachments]]);
    world.pass(1_000);
    expect(world.service.history()[0]?.attachments?.[1]).toEqual({ contentType: 'image/png', name: 'a.png', contentUrl: PLACEHOLDER });
    expect(rows()).toEqual([['sent', 'c1|0000000', [url, file, card, { ...file, name: 'a (2).png', thumbnailUrl: 'https://t' }]]]);
  }));
});
