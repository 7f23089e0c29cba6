import { inWorld, texts } from '../support/world.js';

const message = (serial: number) => ({ type: 'message', id: `c1|${String(serial).padStart(7, '0')}`, text: `${serial}` });
const upTo = (count: number): string[] => Array.from({ length: count }, (_, serial) => `${serial}`);

describe('the order of activities', () => {
  it('is that of their frames, however close these are, and takes no time', inWorld(({ client, service, listen, pass, now }) => {
    const activities = listen(client().activity$);
    pass(100);
    service.push({ activities: [0, 1, 2, 3, 4].map(message), watermark: '4' });
    service.push({ activities: [message(5)], watermark: '5' });
    service.push({ activities: [message(6)], watermark: '6' });
    expect(texts(activities)).toEqual(upTo(7));
    expect(new Set(activities.times)).toEqual(new Set([now()]));
  }));

  it('is that of a long replay, then what was said right after it; no activity has a timer', inWorld(({ client, service, listen, pass, timers }) => {
    const activities = listen(client().activity$);
    pass(6_000);
    const before = timers();
    service.push({ activities: upTo(300).map((_, serial) => message(serial)), watermark: '299' });
    service.push({ activities: [message(300)], watermark: '300' });
    expect([texts(activities), timers()]).toEqual([upTo(301), before]);
  }));

  it('is the same for each of several subscribers, one of whom makes another activity come', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const first = listen(line.activity$);
    const leave = line.activity$.subscribe(({ text }) => text === '0' && service.push({ activities: [message(3)], watermark: '3' }));
    const last = listen(line.activity$);
    pass(100);
    service.push({ activities: [0, 1, 2].map(message), watermark: '2' });
    expect([texts(first), texts(last)]).toEqual([upTo(4), upTo(4)]);
    leave.unsubscribe();
  }));
});
