import type { Activity } from '../../../src/protocol/types.js';
import { answerIn, deliveriesIn, framesIn, json, only, streaming, typesOf } from '../support/service.js';

function conversation(changes: Parameters<typeof streaming>[0] = {}) {
  const it = streaming(changes);
  const { conversationId } = it;
  return {
    ...it,
    hear: (activity: Partial<Activity> & { readonly text: string }) => only(framesIn(it.botSays(conversationId, { type: 'message', ...activity }))).activities[0]?.id ?? '',
    texts: () => (it.history(conversationId) as { activities: Activity[] }).activities.map(({ text }) => text),
  };
}
const refusal = (status: number, message: string) => ({ status, body: { kind: 'error', code: 'BadArgument', message } });
const unsupported = refusal(405, 'This channel does not support this operation');

describe('a bot that asks who is there', () => {
  it('is told of itself and of all whom it has met', () => {
    const { ask, say, conversationId } = conversation();
    say(conversationId, 'hi', { from: { id: 'bob', name: 'Bob' } });
    const all = [{ id: 'bot' }, { id: 'ann' }, { id: 'bob', name: 'Bob' }];
    expect(json(ask({ op: 'members', conversationId }))).toEqual(all);
    expect(json(ask({ op: 'member', conversationId, memberId: 'bob' }))).toEqual(all[2]);
    expect(json(ask({ op: 'conversations', continuationToken: undefined }))).toEqual({ conversations: [{ id: conversationId, members: all }] });
    expect(ask({ op: 'member', conversationId, memberId: 'cid' })).toEqual(refusal(404, 'Unknown member'));
    expect(ask({ op: 'members', conversationId: 'x' }).status).toBe(404);
  });

  it('gets pages, each with a token for the next one', () => {
    const { ask, say, conversationId } = conversation();
    say(conversationId, 'hi', { from: { id: 'bob' } });
    const page = (continuationToken?: string, pageSize: string | undefined = '2') =>
      ask({ op: 'paged members', conversationId, pageSize, continuationToken });
    expect(json(page())).toEqual({ continuationToken: '2', members: [{ id: 'bot' }, { id: 'ann' }] });
    expect(json(page('2'))).toEqual({ members: [{ id: 'bob' }] });
    expect(json(page('99'))).toEqual({ members: [] });
    expect(json(page(undefined, ''))).toMatchObject({ members: [{}, {}, {}] });
    for (const [token, size] of [['x', '2'], ['-1', '2'], ['0', '0'], ['0', 'all']] as const) expect(page(token, size).status).toBe(400);
  });

  it('gets its conversations in pages too', () => {
    const { ask, start } = conversation({ pageSize: 2 });
    const ids = [start().conversationId, start().conversationId];
    const first = json(ask({ op: 'conversations', continuationToken: undefined }));
    expect(first).toMatchObject({ continuationToken: '2', conversations: [{}, { id: ids[0] }] });
    expect(json(ask({ op: 'conversations', continuationToken: '2' }))).toMatchObject({ conversations: [{ id: ids[1] }] });
  });

  it("is refused what may not be there with memberCalls: 'refused'", () => {
    const { ask, conversationId } = conversation({ memberCalls: 'refused' });
    expect(ask({ op: 'member', conversationId, memberId: 'ann' })).toEqual(unsupported);
    expect(ask({ op: 'paged members', conversationId, pageSize: undefined, continuationToken: undefined })).toEqual(unsupported);
    expect(ask({ op: 'members', conversationId }).status).toBe(200);
  });
});

describe('a member that is removed', () => {
  it('is introduced again when he speaks', () => {
    const { ask, say, conversationId } = conversation();
    expect(ask({ op: 'remove member', conversationId, memberId: 'ann' })).toEqual({ status: 204, body: { kind: 'none' } });
    expect(json(ask({ op: 'members', conversationId }))).toEqual([{ id: 'bot' }]);
    expect(ask({ op: 'remove member', conversationId, memberId: 'ann' }).status).toBe(404);
    expect(ask({ op: 'remove member', conversationId, memberId: 'bot' }).status).toBe(404);
    expect(deliveriesIn(say(conversationId, 'hi')).map(({ activity }) => activity.type)).toEqual(['conversationUpdate']);
  });
});

describe('what a bot has said', () => {
  it('cannot be changed, as Direct Line has it', () => {
    const { ask, hear, texts, conversationId } = conversation();
    const activityId = hear({ text: 'one' });
    expect(ask({ op: 'update activity', conversationId, activityId }, { type: 'message', text: 'two' })).toEqual(unsupported);
    expect(ask({ op: 'delete activity', conversationId, activityId })).toEqual(unsupported);
    expect(texts()).toEqual(['one']);
  });

  it("is replaced in history with botEdits: 'applied', and sent to streams with the id and the time that it had", () => {
    const { outputsOf, hear, texts, wait, history, conversationId } = conversation({ botEdits: 'applied' });
    const activityId = hear({ text: 'one', replyToId: 'r' });
    hear({ text: 'after' });
    const before = history(conversationId) as { activities: Activity[] };
    const timestamp = before.activities[0]?.timestamp;
    wait(1_000);
    const outputs = outputsOf({ op: 'update activity', conversationId, activityId }, { type: 'message', text: 'two', id: 'another', from: { id: 'bot' } });
    expect(typesOf(outputs)).toEqual(['answer', 'send']);
    expect(json(answerIn(outputs))).toEqual({ id: activityId });
    expect(only(framesIn(outputs))).toMatchObject({ activities: [{ id: activityId, text: 'two', replyToId: 'r', timestamp, from: { role: 'bot' } }], watermark: '1' });
    expect(texts()).toEqual(['two', 'after']);
  });

  it('is gone from history when it is deleted, and its place stays its own', () => {
    const { ask, hear, texts, history, conversationId } = conversation({ botEdits: 'applied' });
    hear({ text: 'one' });
    const activityId = hear({ text: 'two' });
    hear({ text: 'three' });
    expect(json(ask({ op: 'delete activity', conversationId, activityId }))).toEqual({ id: activityId });
    expect(texts()).toEqual(['one', 'three']);
    expect(history(conversationId, '0')).toMatchObject({ activities: [{ text: 'three' }], watermark: '2' });
    expect(history(conversationId, '1')).toMatchObject({ activities: [{ text: 'three' }] });
    expect(ask({ op: 'delete activity', conversationId, activityId })).toEqual(refusal(404, 'Unknown activity'));
  });

  it('is its own only, stays of its type, and has to be there', () => {
    const { ask, hear, say, conversationId } = conversation({ botEdits: 'applied' });
    say(conversationId, 'mine');
    const own = hear({ text: 'one' });
    const update = (activityId: string, json: unknown = { type: 'message' }, of = conversationId) => ask({ op: 'update activity', conversationId: of, activityId }, json).status;
    expect([update(`${conversationId}|0000000`), update('nothing'), update(own, { type: 'event' }), update(own, []), update(own, { type: 'message' }, 'x')]).toEqual([404, 404, 400, 400, 404]);
    expect(ask({ op: 'delete activity', conversationId, activityId: `${conversationId}|0000000` }).status).toBe(404);
  });
});

describe('an attachment of a bot', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('can be fetched, whole and small, for as long as history is kept', () => {
    const { ask, wait, conversationId } = conversation({ retentionMs: 1_000 });
    const put = () => json(ask({ op: 'put attachment', conversationId }, { type: 'image/png', name: 'a.png', originalBase64: base64('large'), thumbnailBase64: base64('s') }));
    const { id: attachmentId } = put() as { id: string };
    expect(json(ask({ op: 'attachment', attachmentId }))).toEqual({ name: 'a.png', type: 'image/png', views: [{ viewId: 'original', size: 5 }, { viewId: 'thumbnail', size: 1 }] });
    expect(ask({ op: 'attachment view', attachmentId, viewId: 'original' })).toEqual({ status: 200, headers: { 'Content-Type': 'image/png', 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox' }, body: { kind: 'bytes', bytes: Uint8Array.from(Buffer.from('large')) } });
    const notFound = refusal(404, 'File not found');
    expect(ask({ op: 'attachment view', attachmentId, viewId: 'huge' })).toEqual(notFound);
    expect(ask({ op: 'attachment', attachmentId: 'x' })).toEqual(notFound);
    wait(1_000);
    expect(ask({ op: 'attachment', attachmentId })).toEqual(notFound);
    put();
  });

  it.each<[string, unknown, string]>([
    ['is not an object', 'text', 'BadArgument'], ['has no bytes', { type: 'a/b' }, 'MissingProperty'], ['has no base64', { originalBase64: '%' }, 'BadArgument'],
    ['has bytes of another kind', { originalBase64: [1] }, 'BadArgument'], ['has a name of another kind', { originalBase64: 'AAAA', name: 7 }, 'BadArgument'],
  ])('that %s is refused', (_, data, code) => {
    const { ask, conversationId } = conversation();
    expect(ask({ op: 'put attachment', conversationId }, data)).toMatchObject({ status: 400, body: { code } });
  });

  it('needs a conversation', () => {
    expect(conversation().ask({ op: 'put attachment', conversationId: 'x' }, {}).status).toBe(404);
  });
});
