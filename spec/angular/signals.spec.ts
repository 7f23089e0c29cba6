import { computed } from '@angular/core';
import { injectDirectLine, provideDirectLine } from '../../src/angular/index.js';
import { application, pass, reader, serving, texts } from './support.js';

const chat = (options = {}) => {
  const service = serving();
  const root = application([provideDirectLine(() => ({ ...service.options, ...options }))]);
  return { ...service, root };
};

describe('the signals of a client', () => {
  it('ask nothing of anybody as long as only status and error are read, and what is observable is not', async () => {
    const { root, requests } = chat();
    const line = reader(root);
    await pass(60_000);
    expect([line.status(), line.error(), requests()]).toEqual([{ state: 'idle' }, undefined, []]);
  });

  it('begin to work after the first reading: what is shown first is what a server would have rendered', async () => {
    const { root, requests } = chat();
    const line = reader(root);
    const shown = computed(() => [line.status().state, line.transcript().messages.length, line.conversation()?.conversationId]);
    expect([shown(), requests()]).toEqual([['idle', 0, undefined], []]);
    await pass(100);
    expect(shown()).toEqual(['online', 0, expect.any(String)]);
  });

  it('conversation starts a conversation and opens no socket', async () => {
    const { root, requests, openSockets } = chat();
    const line = reader(root);
    line.conversation();
    await pass(100);
    expect([line.conversation()?.started, line.status().state, openSockets()]).toEqual(['new', 'idle', 0]);
    expect(requests()).toEqual([expect.stringContaining('POST')]);
  });

  it('let go of the connection with the last reader; another one finds what was, and goes on', async () => {
    const { root, openSockets } = chat();
    const [a, b] = [reader(root), reader(root)];
    [a, b].forEach((line) => line.transcript());
    await pass(100);
    a.send('one').subscribe();
    await pass(100);
    a.leave();
    await pass(100);
    expect([openSockets(), b.status().state]).toEqual([1, 'online']);
    b.leave();
    await pass(100);
    expect([openSockets(), b.status().state]).toEqual([0, 'idle']);
    const c = reader(root);
    expect(texts(c.transcript())).toEqual(['sent one', 'received That: one']);
    c.send('two').subscribe();
    await pass(100);
    expect(texts(c.transcript())).toEqual(['sent one', 'received That: one', 'sent two', 'received That: two']);
    expect(openSockets()).toBe(1);
  });

  it('demand nothing for who is gone, whether he has read before or not', async () => {
    const { root, requests } = chat();
    const [late, hasty] = [reader(root), reader(root)];
    late.leave();
    hasty.transcript();
    hasty.leave();
    expect([texts(late.transcript()), late.conversation(), late.status().state]).toEqual([[], undefined, 'idle']);
    await pass(60_000);
    expect(requests()).toEqual([]);
  });

  it('say why it has failed, keep what was, and go on with reconnect()', async () => {
    const { root, faults } = chat();
    const [line, other] = [reader(root), reader(root)];
    [line, other].forEach((each) => each.transcript());
    await pass(100);
    line.send('one').subscribe();
    await pass(100);
    faults.respond(401, { times: Infinity });
    faults.drop();
    await pass(60_000);
    expect([line.status().state, line.error()?.name]).toEqual(['failed', 'DirectLineHttpError']);
    expect(texts(line.transcript())).toEqual(['sent one', 'received That: one']);
    faults.clear();
    line.reconnect();
    await pass(60_000);
    expect([line.status().state, line.error()]).toEqual(['online', undefined]);
    other.send('two').subscribe();
    await pass(100);
    expect(texts(line.transcript())).toEqual(['sent one', 'received That: one', 'sent two', 'received That: two']);
    expect(other.transcript()).toBe(line.transcript());
  });

  it.each([400, 401, 403])('say that the start was answered %i, ask no more, and go on with reconnect()', async (status) => {
    const { root, faults, requests } = chat();
    const line = reader(root);
    faults.respond(status, { times: Infinity });
    line.transcript();
    line.conversation();
    await pass(60_000);
    expect([line.status().state, line.error()]).toEqual(['failed', expect.objectContaining({ name: 'DirectLineHttpError', status })]);
    const asked = requests().length;
    expect(asked).toBeLessThanOrEqual(2);
    await pass(600_000);
    expect(requests()).toHaveLength(asked);
    faults.clear();
    line.reconnect();
    await pass(60_000);
    expect([line.status().state, line.error(), line.conversation()?.started]).toEqual(['online', undefined, 'new']);
  });

  it('error holds the error of the conversation while nobody wants a connection, and reconnect() asks for the conversation again', async () => {
    const { root, faults } = chat();
    const line = reader(root);
    faults.respond(400, { times: Infinity });
    line.conversation();
    await pass(60_000);
    expect([line.status().state, line.conversation(), line.error()]).toEqual(['idle', undefined, expect.objectContaining({ status: 400 })]);
    faults.clear();
    injectDirectLine({ injector: root }).reconnect();
    await pass(60_000);
    expect([line.error(), line.conversation()?.started]).toEqual([undefined, 'new']);
  });

  it('error drops the error of a conversation whose only reader has gone', async () => {
    const { root, faults } = chat();
    const [a, b] = [reader(root), reader(root)];
    faults.respond(400, { times: Infinity });
    a.conversation();
    await pass(60_000);
    expect(b.error()).toMatchObject({ status: 400 });
    faults.clear();
    a.leave();
    expect(b.error()).toBeUndefined();
    b.transcript();
    await pass(60_000);
    expect([b.status().state, b.error()]).toEqual(['online', undefined]);
  });

  it('error drops the error of a conversation after end()', async () => {
    const { root, faults } = chat();
    const line = reader(root);
    faults.respond(400, { times: Infinity });
    line.conversation();
    await pass(60_000);
    expect(line.error()).toMatchObject({ status: 400 });
    line.end();
    expect([line.status().state, line.error()]).toEqual(['ended', undefined]);
  });

  it('say what is in the way while it is tried again, and nothing when it is not any more', async () => {
    const { root, faults } = chat();
    const line = reader(root);
    faults.respond(503, { times: 3, retryAfter: 5 });
    line.transcript();
    await pass(1_000);
    expect([line.status().state, line.error()]).toEqual(['waiting', expect.objectContaining({ status: 503 })]);
    await pass(60_000);
    expect([line.status().state, line.error()]).toEqual(['online', undefined]);
  });
});
