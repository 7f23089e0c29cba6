import { EMPTY } from 'rxjs';
import { factsOf } from '../support/facts.js';
import { client, later, repeated, service } from '../support/live.js';
import { PagesWebSocket } from '../support/sockets.js';

// What `ws` proves by a ping takes the 10 s that a pong may take: that is specified in virtual time. A page has no pings and
// asks for what it has missed, which takes 2 s at most.
const asks = /^GET .*\/activities$/;

describe('a silent stream', () => {
  it('that has missed something is replaced, and what was missed comes once', async () => {
    const at = await service({ bot: () => EMPTY, keepAliveMs: 0 });
    const ann = client(at, { silenceMs: 100, WebSocket: PagesWebSocket });
    await ann.online();
    await ann.say('heard');
    await ann.heard('heard');
    expect(at.faults.silence()).toBe(1);
    await ann.say('not heard');
    await ann.heard('not heard');
    expect(ann.states()).toEqual(['idle', 'connecting', 'online', 'waiting', 'connecting', 'online']);
    expect(ann.statuses.all).toContainEqual(expect.objectContaining({ state: 'waiting', error: expect.objectContaining({ name: 'DirectLineTimeoutError', what: 'silence' }) }));
    expect(ann.texts()).toEqual(['heard', 'not heard']);
    expect(repeated(ann)).toEqual([]);
  });

  it('that has missed nothing stays as it is', async () => {
    const at = await service({ bot: () => EMPTY, keepAliveMs: 0 });
    const ann = client(at, { silenceMs: 50, WebSocket: PagesWebSocket });
    await ann.online();
    await at.log.until('it has asked three times', () => at.requests(asks).length >= 3);
    expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
    expect(ann.activities.all).toEqual([]);
  });

  it('of a service that sends keep-alives is never asked', async () => {
    const at = await service({ bot: () => EMPTY, keepAliveMs: 20 });
    const empty: string[] = [];
    class Counting extends PagesWebSocket {
      constructor(url: string) {
        super(url);
        this.on('message', (data) => void (String(data) === '' && empty.push('')));
      }
    }
    // Longer than a busy machine holds a process up.
    const ann = client(at, { silenceMs: 1_500, WebSocket: Counting });
    await ann.online();
    const told = factsOf(ann.line.trace$);
    const started = empty.length;
    await ann.say('hello');
    await ann.heard('hello');
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (empty.length < started + 90) return;
        clearInterval(look);
        resolve();
      }, 5);
      later(() => clearInterval(look));
    });
    expect(at.requests(asks)).toEqual([]);
    expect(ann.texts()).toEqual(['hello']);
    expect(told.all.filter(({ type }) => type === 'status')).toEqual([]);
  });

  it('that speaks again late has lost nothing', async () => {
    const at = await service({ bot: () => EMPTY });
    const ann = client(at);
    await ann.online();
    const sinceMs = Date.now();
    at.faults.silence(150);
    await ann.say('late');
    await ann.heard('late');
    expect(Date.now() - sinceMs).toBeGreaterThanOrEqual(150);
    expect(ann.texts()).toEqual(['late']);
  });
});
