import { MoodyBot } from './bot.js';
import { inVirtualTime } from '../support/clock.js';
import { Host } from './host.js';
import type { Setting } from './schedule.js';
import { Service } from './service.js';

const setting: Setting = {
  client: 'createDirectLine', credential: 'secret', version: '3.0', transport: 'auto', onGone: 'end', lingerMs: 1_000, pings: false, latencyMs: 30, service: {}, seed: 1,
};

/** Ten minutes in which two clients have one conversation, and each says something now and then. */
const tenMinutes = (uncertain: 'newcomer' | 'older') =>
  inVirtualTime(clock => {
    const service = new Service({ uncertain: { collision: uncertain } }, new MoodyBot());
    const ann = new Host(service, setting, 'ann');
    const annHears = ann.listener('ann');
    ann.come(annHears);
    clock.pass(10_000);
    const conversationId = ann.app.conversationId();
    const bob = new Host(service, { ...setting, credential: 'token function', seed: 2 }, 'bob', { getToken: () => [bob.mintToken(conversationId)] });
    const bobHears = bob.listener('bob');
    bob.come(bobHears);
    for (let minute = 0; minute < 10; minute += 1) {
      ann.post();
      clock.pass(25_000);
      bob.post();
      clock.pass(35_000);
    }
    const result = {
      recorded: [...service.world.conversations.values()].flatMap(({ record }) => record.map(({ activity }) => activity.id)),
      heard: [annHears, bobHears].map(({ heard }) => heard.map(({ activity }) => activity.id)),
      sockets: [ann, bob].map(({ network }) => network.seen.sockets.length),
      statuses: [ann, bob].map(({ status }) => status),
      accepted: [ann, bob].map(({ posts }) => posts.filter(({ end }) => end === 'completed').length),
    };
    [ann, bob].forEach(({ app }) => app.end());
    service.stop();
    clock.pass(60_000);
    return { ...result, timers: clock.timers() };
  });

describe('ten minutes of two clients on one conversation', () => {
  it.each([['newcomer', 4], ['older', 2]] as const)('let one client keep the socket and the other poll, with pollingReason and each activity once, where the service closes the %s', (which, pollingRun) => {
    const { recorded, heard, sockets, statuses, accepted, timers } = tenMinutes(which);
    expect(recorded.length).toBe(40);
    expect(heard).toEqual([recorded, recorded]);
    expect(accepted).toEqual([10, 10]);
    expect(statuses).toContainEqual({ state: 'online', run: 1, transport: 'websocket' });
    expect(statuses).toContainEqual({ state: 'online', run: pollingRun, transport: 'polling', pollingReason: 'otherClient' });
    expect(sockets.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
    expect(timers).toBe(0);
  });
});
