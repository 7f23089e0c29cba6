import { inWorld, texts } from '../support/world.js';

describe('no activity comes twice', () => {
  it('from a service that replays everything at each reconnect', inWorld(({ client, service, listen, pass }) => {
    service.replaysAll = true;
    const activities = listen(client().activity$);
    pass(100);
    for (let round = 0; round < 5; round += 1) {
      service.says(`live ${round}`);
      service.cut();
      service.says(`while away ${round}`);
      pass(60_000);
    }
    expect(texts(activities)).toEqual([0, 1, 2, 3, 4].flatMap(round => [`live ${round}`, `while away ${round}`]));
  }));

  it('of however many that are all replayed', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(6_000);
    for (let count = 0; count < 5_000; count += 1) service.says('early');
    service.replaysAll = true;
    service.cut();
    pass(1_000);
    service.says('late');
    expect([activities.values.length, texts(activities).at(-1), service.sockets.length]).toEqual([5_001, 'late', 2]);
  }));

  it('in one set', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    const [one, two] = ['one', 'two'].map(text => ({ type: 'message', id: text, text }));
    service.push({ activities: [one, one, two, one], watermark: '1' });
    expect(texts(activities)).toEqual(['one', 'two']);
  }));

  it('nor stops the stream where its fields are of another kind', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    service.pushText('{"activities":[{"type":"message","id":null,"text":"one"},{"type":"message","id":7,"text":"two"}],"watermark":"1"}');
    service.pushText('{"activities":[{"type":"message","id":7,"text":"two"},{"type":"typing","from":null,"text":null}],"watermark":"1"}');
    service.says('three');
    expect([texts(activities), activities.errors]).toEqual([['one', 'two', undefined, 'three'], []]);
    expect(line.checkpoint()?.watermark).toBeDefined();
  }));

  it('in the history and in the stream', inWorld(({ client, service, listen, pass }) => {
    service.replaysAll = true;
    const activities = listen(client({ token: service.token(service.conversation('one', 'two')) }).activity$);
    pass(1_000);
    expect(texts(activities)).toEqual(['one', 'two']);
  }));

  it('but for typing, which passes as it comes, and what has no id', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    const typing = { type: 'typing', id: 'c1|0000000', text: 'typing' };
    [typing, typing, { type: 'event', text: 'no id' }, { type: 'event', text: 'no id' }].forEach(activity => service.push({ activities: [activity] }));
    expect(texts(activities)).toEqual(['typing', 'typing', 'no id', 'no id']);
  }));

  it('and none is lost because another one with its serial came from elsewhere', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    service.says('ours');
    service.push({ activities: [{ type: 'message', id: 'c2|0000000', text: 'of another conversation' }] });
    expect(texts(activities)).toEqual(['ours', 'of another conversation']);
  }));

  it('however late one of them comes: it is delivered where it comes', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    ['0000002', '0000000', '0000002', '0000001'].forEach(serial =>
      service.push({ activities: [{ type: 'message', id: `c1|${serial}`, text: serial }] }));
    expect(texts(activities)).toEqual(['0000002', '0000000', '0000001']);
  }));
});
