import { map, of, toArray, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { ask, livestream, type Activity } from '../../src/index.js';
import { botMessage, fakeDirectLine, statuses, userMessage } from '../../src/testing/index.js';

const hello: Activity = { type: 'message', text: 'hello' };

describe('fakeDirectLine', () => {
  it('is idle, emits nothing else and has no checkpoint by default', marbles(m => {
    const { connectionStatus$, conversation$, token$, activity$, activitySet$, trace$, getSessionId, checkpoint } = fakeDirectLine();
    m.expect(connectionStatus$).toBeObservable('i', { i: { state: 'idle' } });
    for (const never$ of new Array<Observable<unknown>>(conversation$, token$, activity$, activitySet$, trace$, getSessionId())) m.expect(never$).toBeObservable('-');
    expect(checkpoint()).toBeUndefined();
  }));

  it('records a post at each subscription, and gives it an id of its own', marbles(m => {
    const directLine = fakeDirectLine();
    const post$ = directLine.postActivity(hello);
    expect(directLine.posted).toEqual([]);
    m.expect(post$).toBeObservable('(a|)', { a: { id: 'fake|0000001' } });
    m.expect(post$).toBeObservable('(b|)', { b: { id: 'fake|0000002' } });
    m.flush();
    expect(directLine.posted).toEqual([hello, hello]);
  }));

  it('takes observables in the place of each member, and still records the posts', marbles(m => {
    const failure = new Error('refused');
    const directLine = fakeDirectLine({
      activity$: m.cold('-a-b', { a: userMessage('hello'), b: botMessage('You said: hello') }),
      connectionStatus$: m.cold('c-o', { c: statuses.connecting(), o: statuses.online() }),
      postActivity: () => m.cold('--#', {}, failure),
    });
    m.expect(directLine.activity$.pipe(map(({ text }) => text))).toBeObservable('-a-b', { a: 'hello', b: 'You said: hello' });
    m.expect(directLine.connectionStatus$.pipe(map(({ state }) => state))).toBeObservable('c-o', { c: 'connecting', o: 'online' });
    m.expect(directLine.postActivity(hello)).toBeObservable('--#', {}, failure);
    m.flush();
    expect(directLine.posted).toEqual([hello]);
  }));

  it('has each activity as a set, and records those that are committed', marbles(m => {
    const activities = { a: botMessage('one'), b: botMessage('two') };
    const directLine = fakeDirectLine({ activity$: m.cold('-a-b', activities) });
    directLine.activitySet$.subscribe(({ activities: [activity], commit }) => activity === activities.b && commit());
    m.flush();
    expect(directLine.committed).toEqual([activities.b]);
  }));

  it('records what it is told, with or without a member in its place', () => {
    const calls: unknown[] = [];
    for (const directLine of [
      fakeDirectLine(),
      fakeDirectLine({ reconnect: () => calls.push('reconnect'), setToken: token => calls.push(token), end: () => calls.push('end') }),
    ]) {
      directLine.reconnect();
      directLine.reconnect();
      directLine.setToken('a token');
      directLine.end();
      expect(directLine).toMatchObject({ reconnectCount: 2, tokens: ['a token'], endCount: 1 });
    }
    expect(calls).toEqual(['reconnect', 'reconnect', 'a token', 'end']);
  });

  it('is enough for a question and for streamed answers', marbles(m => {
    const answer = botMessage('You said: hello', { replyToId: 'fake|0000001' });
    const chat = fakeDirectLine({ activity$: m.hot('--a', { a: answer }), connectionStatus$: of(statuses.online()) });
    m.expect(ask(chat, 'hello', { quietMs: 5 }).pipe(map(({ text }) => text))).toBeObservable('--a----|', { a: 'You said: hello' });
    m.expect(chat.activity$.pipe(livestream(), map(({ text }) => text))).toBeObservable('--a', { a: 'You said: hello' });
  }));
});

describe('botMessage and userMessage', () => {
  it('differ in the author and the id, and take other fields', () => {
    expect(botMessage('hello')).toEqual({ type: 'message', id: 'bot|hello', from: { id: 'bot', role: 'bot' }, text: 'hello' });
    expect(userMessage('hello', { id: 'c|7', locale: 'de' })).toEqual({ type: 'message', id: 'c|7', from: { id: 'user', role: 'user' }, text: 'hello', locale: 'de' });
  });
});

describe('statuses', () => {
  it('are complete, each with its state, and take other fields', marbles(m => {
    const states = Object.entries(statuses).map(([name, statusOf]) => [name, statusOf().state]);
    expect(states.every(([name, state]) => name === state)).toBe(true);
    expect(states).toHaveLength(7);
    expect(statuses.waiting({ delayMs: 4_000 })).toMatchObject({ state: 'waiting', delayMs: 4_000, error: { name: 'DirectLineSocketError' } });
    m.expect(of(statuses.online({ transport: 'polling' })).pipe(toArray())).toBeObservable('(s|)', { s: [{ state: 'online', run: 1, transport: 'polling' }] });
  }));
});
