import { inWorld, texts, type World } from '../support/world.js';

const message = (id: string) => ({ type: 'message', id, text: id });

/** A client of a conversation of which it has heard `a`, at watermark 5. */
const begun = ({ client, service, listen, pass }: World) => {
  const line = client();
  const activities = listen(line.activity$);
  pass(100);
  service.push({ activities: [message('a')], watermark: '5' });
  return { line, activities, watermark: () => line.checkpoint()?.watermark };
};

describe('the watermark', () => {
  it('is moved by a set with something new in it', inWorld(world => {
    const { watermark } = begun(world);
    world.service.push({ activities: [message('a'), message('b'), message('a')], watermark: '6' });
    expect(watermark()).toBe('6');
  }));

  it('is opaque: it is moved to one that looks older too', inWorld(world => {
    const { watermark } = begun(world);
    world.service.push({ activities: [message('b')], watermark: '1' });
    expect(watermark()).toBe('1');
  }));

  it.each([['known activities', { activities: [message('a')], watermark: '2' }], ['no activity', { activities: [], watermark: '9' }]])(
    'is not moved by a pushed set of %s', (_, set) =>
      inWorld(world => {
        const { watermark } = begun(world);
        world.service.push(set);
        expect(watermark()).toBe('5');
      })());

  it.each([[null], [undefined], ['']])('is not moved by %p', value =>
    inWorld(world => {
      const { watermark, activities } = begun(world);
      world.service.push({ activities: [message('b')], watermark: value });
      expect([watermark(), texts(activities)]).toEqual(['5', ['a', 'b']]);
    })());

  it('is moved by typing, which is new each time', inWorld(world => {
    const { watermark } = begun(world);
    world.service.push({ activities: [{ type: 'typing', id: 'a' }], watermark: '6' });
    expect(watermark()).toBe('6');
  }));

  it('is moved by an empty set that was asked for', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(service.conversation()) });
    listen(line.activity$);
    service.trouble('history', { status: 200, body: { activities: [], watermark: '7' } });
    pass(1_000);
    expect(line.checkpoint()).toEqual({ conversationId: 'c1', watermark: '7' });
  }));

  it('may be a number, as local services have it', inWorld(world => {
    const { watermark } = begun(world);
    world.service.push({ activities: [message('b')], watermark: 6 });
    expect(watermark()).toBe('6');
  }));

  it('is handed back word for word, whatever is in it', inWorld(world => {
    begun(world);
    world.service.push({ activities: [message('b')], watermark: 'ä b&c=d' });
    world.service.cut();
    world.service.trouble('reconnect', { status: 503 }, 9);
    world.pass(2_000);
    expect(world.service.paths('reconnect')[0]).toBe('/conversations/c1?watermark=%C3%A4%20b%26c%3Dd');
  }));
});
