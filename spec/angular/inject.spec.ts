import { inject, InjectionToken } from '@angular/core';
import { merge } from 'rxjs';
import { injectDirectLine, injectOwnDirectLine, provideDirectLine, withTrace, withTranscript } from '../../src/angular/index.js';
import type { DirectLineOptions, TraceEvent } from '../../src/index.js';
import { application, pass, reader, serving, texts } from './support.js';

describe('a provided client', () => {
  it('is made when it is first injected, in the injection context, once for all', async () => {
    const { options } = serving();
    const USER = new InjectionToken<string>('user');
    const factory = jest.fn((): DirectLineOptions => ({ ...options, user: inject(USER) }));
    const root = application([{ provide: USER, useValue: 'zoe' }, provideDirectLine(factory)]);
    expect(factory).not.toHaveBeenCalled();
    const [a, b] = [reader(root), reader(root)];
    expect(factory).toHaveBeenCalledTimes(1);
    a.transcript();
    a.send('hello').subscribe();
    await pass(100);
    b.transcript();
    await pass();
    expect(texts(b.transcript())).toEqual(['sent hello', 'received That: hello']);
    expect(b.transcript()).toBe(a.transcript());
    expect(b.transcript().messages[0]?.activity.from?.id).toBe('zoe');
  });

  it('has the client of the injector that it is given, outside an injection context', () => {
    const root = application([provideDirectLine(() => serving().options)]);
    expect(injectDirectLine({ injector: root }).status()).toEqual({ state: 'idle' });
  });

  it('says what is missing: an injection context, a provider', () => {
    expect(() => injectDirectLine()).toThrow(/injectDirectLine\(\) can only be used within an injection context/);
    expect(() => injectOwnDirectLine(() => ({ token: 't' }))).toThrow(/injectOwnDirectLine\(\) can only be used within an injection context/);
    expect(() => reader(application([]))).toThrow(/No provider for InjectionToken DirectLine \(which provideDirectLine provides\)/);
  });

  it('says which option is wrong', () => {
    expect(() => reader(application([provideDirectLine(() => ({ token: '' }))]))).toThrow(/^token: got an empty string; it takes/);
    expect(() => reader(application([provideDirectLine(() => ({ token: 't' }), withTranscript({ maxMessages: 0 }))]))).toThrow(/^maxMessages: got 0; it takes/);
  });

  it('ends with its injector, and its signals say so without throwing', async () => {
    const { options, openSockets } = serving();
    const root = application([provideDirectLine(() => options)]);
    const line = reader(root);
    line.transcript();
    await pass(100);
    expect(openSockets()).toBe(1);
    line.leave();
    root.destroy();
    await pass(100);
    expect([line.status(), line.error(), line.transcript().messages, openSockets()]).toEqual([{ state: 'ended', reason: 'end' }, undefined, [], 0]);
    expect(line.conversation()).toBeUndefined();
  });

  it('shows a message that is sent after the end as failed', async () => {
    const line = reader(application([provideDirectLine(() => serving().options)]));
    line.transcript();
    await pass(100);
    line.end();
    line.send('too late');
    expect(texts(line.transcript())).toEqual(['failed too late']);
    expect(line.getSnapshot()).toBe(line.transcript());
  });

  it('keeps as many messages as withTranscript says', async () => {
    const line = reader(application([provideDirectLine(() => serving().options, withTranscript({ maxMessages: 1 }))]));
    line.transcript();
    line.send('hello').subscribe();
    await pass(100);
    expect([texts(line.transcript()), line.transcript().dropped]).toEqual([['received That: hello'], 1]);
  });

  it('tells what happens to what withTrace has made in the injection context, until it has ended', async () => {
    const told: string[] = [];
    const LOG = new InjectionToken<(event: TraceEvent) => void>('log');
    const log = (event: TraceEvent): void => void told.push(event.type === 'status' ? event.status.state : event.type);
    const root = application([{ provide: LOG, useValue: log }, provideDirectLine(() => serving().options, withTrace(() => inject(LOG)))]);
    const line = reader(root);
    await pass(100);
    expect(told).toEqual([]);
    line.transcript();
    await pass(100);
    root.destroy();
    expect(told).toEqual(expect.arrayContaining(['connecting', 'request', 'online', 'ended']));
  });
});

describe("a client of one's own", () => {
  it('has a conversation of its own, and ends with who injected it', async () => {
    const { options, openSockets } = serving();
    const root = application([provideDirectLine(() => options)]);
    const shared = reader(root);
    const own = reader(root, () => injectOwnDirectLine(() => options, withTranscript({ maxMessages: 1 })));
    [shared, own].forEach((line) => line.transcript());
    await pass(100);
    own.send('mine').subscribe();
    await pass(100);
    expect([texts(own.transcript()), texts(shared.transcript()), openSockets()]).toEqual([['received That: mine'], [], 2]);
    own.leave();
    await pass(100);
    expect([own.status(), shared.status().state, openSockets()]).toEqual([{ state: 'ended', reason: 'end' }, 'online', 1]);
  });
});

describe('while a server renders', () => {
  it('no client is made, no request is sent and no timer is set, whatever a component reads, subscribes to, posts or calls', async () => {
    const factory = jest.fn((): DirectLineOptions => ({ token: 't' }));
    const root = application([provideDirectLine(factory)], 'server');
    const line = reader(root);
    const told: unknown[] = [];
    const each$ = merge<unknown[]>(line.activity$, line.conversation$, line.token$, line.activitySet$, line.trace$, line.send('hello'), line.postActivity({ type: 'event' }), line.getSessionId());
    each$.subscribe({ next: (value) => told.push(value), complete: () => told.push('complete') });
    line.setToken('t');
    line.reconnect();
    await pass(60_000);
    expect([line.status(), line.error(), line.conversation(), line.checkpoint()]).toEqual([{ state: 'idle' }, undefined, undefined, undefined]);
    expect(texts(line.transcript())).toEqual([]);
    expect([factory.mock.calls, told, jest.getTimerCount()]).toEqual([[], [], 0]);
    const own = reader(root, () => injectOwnDirectLine(factory));
    expect([own.status().state, factory.mock.calls]).toEqual(['idle', []]);
  });
});
