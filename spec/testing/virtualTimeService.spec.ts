import { delay, EMPTY, filter, firstValueFrom, ignoreElements, interval, map, merge, of, Subject, switchMap, take, timer, toArray } from 'rxjs';
import { fakeSchedulers, marbles } from 'rxjs-marbles/jest';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { Activity, ConnectionStatus } from '../../src/index.js';
import { moreFaults, virtualTimeService, type BotFunction, type LogEvent } from '../../src/testing/index.js';

const parrot: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }) : EMPTY);
const silent: BotFunction = () => EMPTY;
const greeter = (greeting$: Subject<string>): BotFunction => ({ type }) =>
  type === 'conversationUpdate' ? greeting$.pipe(map(text => ({ type: 'message', text }))) : EMPTY;

const inTestScheduler = (test: (helpers: RunHelpers) => void): void =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);

const textOf = ({ type, text }: Activity): string => text ?? type;
const stateOf = ({ state }: ConnectionStatus): string => state;
const MINUTE_MS = 60_000;

describe('virtualTimeService', () => {
  it('lets a client start, post and hear the bot within one frame', () => {
    inTestScheduler(({ expectObservable }) => {
      const directLine = virtualTimeService(parrot).createDirectLine();
      timer(1_000).subscribe(() => directLine.postActivity({ type: 'message', text: 'hello' }).subscribe());
      expectObservable(directLine.connectionStatus$.pipe(map(stateOf)), '5s !').toBe('(ico)', { i: 'idle', c: 'connecting', o: 'online' });
      expectObservable(directLine.activity$.pipe(map(textOf)), '5s !').toBe('1s (ab)', { a: 'hello', b: 'That: hello' });
    });
  });

  it('runs in rxjs-marbles', marbles(m => {
    const directLine = virtualTimeService(parrot).createDirectLine();
    const posted$ = directLine.postActivity({ type: 'message', text: 'hello' }).pipe(map(({ id }) => id.replace(/.*\|/, '')));
    m.expect(timer(10).pipe(switchMap(() => posted$))).toBeObservable('10ms (i|)', { i: '0000000' });
  }));

  it('lets the bot take virtual time', () => {
    inTestScheduler(({ expectObservable }) => {
      const slow: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }).pipe(delay(3_000)) : EMPTY);
      const directLine = virtualTimeService(slow).createDirectLine();
      directLine.postActivity({ type: 'message', text: 'hello' }).subscribe();
      expectObservable(directLine.activity$.pipe(map(textOf)), '10s !').toBe('h 2999ms t', { h: 'hello', t: 'That: hello' });
    });
  });

  it('drops a stream, after which the client reconnects and has each activity once', () => {
    const greeting$ = new Subject<string>();
    inTestScheduler(({ expectObservable }) => {
      const { createDirectLine, faults } = virtualTimeService(greeter(greeting$));
      const directLine = createDirectLine();
      timer(2_000).subscribe(() => faults.drop());
      for (const [atMs, text] of [[1_000, 'before'], [2_500, 'while away'], [6_000, 'after']] as const) timer(atMs).subscribe(() => greeting$.next(text));
      expectObservable(directLine.connectionStatus$.pipe(map(stateOf)), '10s !').toBe('(ico) 1995ms w 999ms (co)', {
        i: 'idle', c: 'connecting', o: 'online', w: 'waiting',
      });
      expectObservable(directLine.activity$.pipe(map(textOf)), '10s !').toBe('1s a 1999ms b 2999ms c', { a: 'before', b: 'while away', c: 'after' });
    });
  });

  it('refreshes a token of 30 minutes in virtual time, so that a client lives for hours', () => {
    const log: LogEvent[] = [];
    const startedAt = Date.now();
    inTestScheduler(({ flush }) => {
      const { createDirectLine, generateToken, log$ } = virtualTimeService(parrot);
      log$.subscribe(event => log.push(event));
      const directLine = createDirectLine({ token: () => generateToken({ user: { id: 'dl_ann' } }) });
      const activity = directLine.activity$.subscribe();
      timer(120 * MINUTE_MS).subscribe(() => activity.unsubscribe());
      flush();
    });
    const refreshes = log.flatMap(event => (event.type === 'request' && event.path.endsWith('/refresh') ? [event.atMs / MINUTE_MS] : []));
    expect(refreshes.length).toBeGreaterThanOrEqual(4);
    expect(refreshes.every((atMin, index) => atMin - (refreshes[index - 1] ?? 0) < 30)).toBe(true);
    expect(log.filter(({ type }) => type === 'socketOpened')).toHaveLength(1);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('lets a token expire, after which the client gets another one before it posts', () => {
    const log: string[] = [];
    inTestScheduler(({ expectObservable }) => {
      const { createDirectLine, log$ } = virtualTimeService(silent);
      log$.subscribe(event => event.type === 'request' && log.push(`${event.method} ${event.path.replace(/conversations\/[^/]+/, 'C')} ${event.status}`));
      const directLine = createDirectLine();
      const post$ = (text: string) => directLine.postActivity({ type: 'message', text }).pipe(map(() => text));
      const later$ = timer(31 * MINUTE_MS).pipe(switchMap(() => post$('second')));
      expectObservable(merge(post$('first'), later$)).toBe('a 1859999ms (b|)', { a: 'first', b: 'second' });
    });
    expect(log).toEqual([
      'POST /v3/directline/conversations 201', 'POST /v3/directline/C/activities 200',
      'GET /v3/directline/C 200', 'POST /v3/directline/C/activities 200',
    ]);
  });

  it('makes several clients, of which one goes on where another one was', () => {
    inTestScheduler(({ expectObservable, flush }) => {
      const { createDirectLine, close } = virtualTimeService(parrot);
      const first = createDirectLine({ user: 'ann' });
      first.activity$.subscribe();
      first.postActivity({ type: 'message', text: 'one' }).subscribe();
      timer(1_000).subscribe(() => {
        const resume = first.checkpoint();
        first.end();
        if (resume) createDirectLine({ user: 'ann', resume }).postActivity({ type: 'message', text: 'two' }).subscribe(({ id }) => ids.push(id));
      });
      const ids: string[] = [];
      timer(5_000).subscribe(close);
      expectObservable(first.connectionStatus$.pipe(map(stateOf))).toBe('(co) 996ms (e|)', { c: 'connecting', o: 'online', e: 'ended' });
      flush();
      expect(ids).toEqual([expect.stringMatching(/\|0000002$/)]);
    });
  });

  it('says so when a stream is left open, instead of running for ever', () => {
    expect(() => inTestScheduler(({ expectObservable }) => {
      expectObservable(virtualTimeService(parrot).createDirectLine().activity$).toBe('-');
    })).toThrow(/^the stream is still open after 25 hours: unsubscribe, call end\(\) of the client, or close\(\) of the service$/);
  });

  it('says so when requests go on for ever', () => {
    expect(() => inTestScheduler(({ expectObservable }) => {
      const { http, url } = virtualTimeService(silent);
      const answer$ = http({ method: 'GET', url: `${url}/v3/directline/nothing`, headers: {}, timeoutMs: 1 });
      expectObservable(interval(3_600_000).pipe(switchMap(() => answer$), take(30), ignoreElements())).toBe('30h |');
    })).toThrow(/^the stream is still open after 25 hours/);
  });

  it('answers with errors of the client where a fault loses the answer, another host is asked, or it is closed', () => {
    const heard: unknown[] = [];
    inTestScheduler(({ flush }) => {
      const { http, url, faults, close } = virtualTimeService(silent, { with: [moreFaults] });
      const ask = (address: string): void => {
        http({ method: 'POST', url: address, headers: {}, timeoutMs: 1 }).subscribe({
          next: ({ status }) => heard.push(status),
          error: ({ name, neverSent, message }: { name: string; neverSent: boolean; message: string }) => heard.push([name, neverSent, message]),
        });
        flush();
      };
      ask(`${url}/v3/directline/tokens/generate`);
      faults.loseAnswer();
      ask(`${url}/v3/directline/tokens/generate`);
      ask('https://directline.botframework.com/v3/directline/tokens/generate');
      close();
      ask(`${url}/v3/directline/tokens/generate`);
    });
    expect(heard).toEqual([
      401,
      ['DirectLineNetworkError', false, expect.stringContaining('the answer is lost')],
      ['DirectLineNetworkError', true, expect.stringContaining('https://directline.botframework.com is not')],
      ['DirectLineNetworkError', false, expect.stringContaining('is closed')],
    ]);
  });

  it('never answers within the call that asks', () => {
    inTestScheduler(({ flush }) => {
      const { http, url } = virtualTimeService(silent);
      const order: string[] = [];
      http({ method: 'GET', url: `${url}/v3/directline/nothing`, headers: {}, timeoutMs: 1 }).subscribe(() => order.push('answered'));
      order.push('asked');
      flush();
      expect(order).toEqual(['asked', 'answered']);
    });
  });

  it('tells the log that the bot has answered', () => {
    inTestScheduler(({ expectObservable }) => {
      const { createDirectLine, log$ } = virtualTimeService(({ type }) => (type === 'message' ? of({ type, text: 'late' }).pipe(delay(7)) : EMPTY));
      createDirectLine().postActivity({ type: 'message', text: 'hello' }).subscribe();
      const answerMs$ = log$.pipe(filter(event => event.type === 'botAnswered'), map(({ ms }) => ms));
      expectObservable(answerMs$, '1s !').toBe('7ms a', { a: 7 });
    });
  });

  it('can be ended at a moment at which other timers are due', () => {
    inTestScheduler(({ expectObservable }) => {
      const directLine = virtualTimeService(silent).createDirectLine();
      timer(60 * MINUTE_MS).subscribe(() => directLine.end());
      expectObservable(directLine.activity$).toBe('60m |');
    });
  });

  it('needs no microtask with faked timers', () => {
    jest.useFakeTimers();
    try {
      const { createDirectLine, close } = virtualTimeService(parrot);
      const directLine = createDirectLine();
      const texts: string[] = [];
      directLine.activity$.subscribe(activity => texts.push(textOf(activity)));
      directLine.postActivity({ type: 'message', text: 'hello' }).subscribe();
      jest.advanceTimersByTime(100);
      expect(texts).toEqual(['hello', 'That: hello']);
      close();
      jest.runAllTimers();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('runs in fakeSchedulers of rxjs-marbles', () => {
    const fakeNow = jest.useFakeTimers();
    try {
      fakeSchedulers(advance => {
        const directLine = virtualTimeService(parrot).createDirectLine();
        const states: string[] = [];
        directLine.connectionStatus$.subscribe(status => states.push(stateOf(status)));
        const activity = directLine.activity$.subscribe();
        advance(10 * MINUTE_MS);
        expect(states).toEqual(['idle', 'connecting', 'online']);
        activity.unsubscribe();
        directLine.end();
      })();
    } finally {
      fakeNow.useRealTimers();
    }
  });

  it('works in real time as well', async () => {
    const { createDirectLine, close } = virtualTimeService(parrot);
    const directLine = createDirectLine();
    const texts = firstValueFrom(directLine.activity$.pipe(map(textOf), take(2), toArray()));
    directLine.postActivity({ type: 'message', text: 'hello' }).subscribe();
    expect(await texts).toEqual(['hello', 'That: hello']);
    close();
  });
});
