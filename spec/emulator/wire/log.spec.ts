import { EMPTY, of } from 'rxjs';
import type { LogEvent } from '../../../src/emulator/index.js';
import { botServer, exchange, running, type Running } from '../support/wire.js';

/** Everything logged, once it is closed. */
async function eventsOf({ close, events }: Running): Promise<LogEvent[]> {
  await close();
  const all: LogEvent[] = [];
  events.subscribe((event) => all.push(event));
  return all;
}

const ofType = <T extends LogEvent['type']>(all: readonly LogEvent[], type: T) =>
  all.filter((event): event is Extract<LogEvent, { type: T }> => event.type === type);

describe('log$', () => {
  it('tells what the bot was given, what it said and how it answered, with texts and ids', async () => {
    const it = await running({ bot: ({ type, text }) => (type === 'message' ? of({ type: 'message', text: `re: ${text}` }, { type: 'event', name: 'done' }) : EMPTY) });
    const { conversationId } = await it.start();
    const { body } = await it.say(conversationId, 'hi');
    const all = await eventsOf(it);
    expect(ofType(all, 'botCalled')).toEqual([
      { type: 'botCalled', atMs: expect.any(Number), delivery: 'd1', conversationId, activityType: 'conversationUpdate', activityId: expect.any(String) },
      { type: 'botCalled', atMs: expect.any(Number), delivery: 'd2', conversationId, activityType: 'message', activityId: body.id, text: 'hi' },
    ]);
    expect(ofType(all, 'botSent')).toEqual([
      { type: 'botSent', atMs: expect.any(Number), conversationId, activityType: 'message', activityId: `${conversationId}|0000001`, text: 're: hi', replyToId: body.id },
      { type: 'botSent', atMs: expect.any(Number), conversationId, activityType: 'event', activityId: `${conversationId}|0000002`, name: 'done', replyToId: body.id },
    ]);
    expect(all.map(({ type }) => type).filter(type => type.startsWith('bot'))).toEqual(['botCalled', 'botAnswered', 'botCalled', 'botSent', 'botSent', 'botAnswered']);
    expect(ofType(all, 'botAnswered').map(({ delivery, status }) => [delivery, status])).toEqual([['d1', 200], ['d2', 200]]);
  });

  it('tells requests of clients from those of the bot', async () => {
    const bot = await botServer((request, response) => request.resume().on('end', () => response.end()));
    const it = await running({ bot });
    const { conversationId } = await it.start();
    await exchange(`${it.url}/v3/conversations/${conversationId}/activities/x`, 'POST', {}, '{"type":"message","text":"on my own"}');
    await exchange(`${it.url}/v3/conversations/${conversationId}/activities/x`, 'PUT');
    const all = await eventsOf(it);
    expect(ofType(all, 'request').map(({ side, method, status }) => [side, method, status])).toEqual([
      ['client', 'POST', 201], ['bot', 'POST', 200], ['bot', 'PUT', 405],
    ]);
    expect(ofType(all, 'botSent')).toMatchObject([{ text: 'on my own', replyToId: 'x' }]);
  });

  it('has no secret, token or query, also where a person or a bot has written one', async () => {
    const [secret, faultKey] = ['the-secret', 'the-secret-key-of-faults'];
    const it = await running({ secret, faultKey, bot: ({ text }) => (text === undefined ? EMPTY : of({ type: 'message', text }, { type: 'event', name: text })) });
    const { conversationId, token } = await it.start();
    await it.say(conversationId, `${secret} ${faultKey} ${token} https://a.example/path?code=hush#t=1 end`);
    await it.call('GET', `/v3/directline/conversations/${token}`);
    const all = await eventsOf(it);
    expect(ofType(all, 'botSent')).toMatchObject([{ text: '*** *** *** https://a.example/path end' }, { name: '*** *** *** https://a.example/path end' }]);
    expect(ofType(all, 'request').at(-1)).toMatchObject({ path: '/v3/directline/conversations/***', status: 404 });
    for (const hidden of [secret, 'key-of-faults', token, 'hush']) expect(JSON.stringify(all)).not.toContain(hidden);
  });
});
