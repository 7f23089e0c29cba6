import { deliveriesIn, framesIn, json, only, secret, service, tokenOf } from '../support/service.js';

/** A conversation that no token binds to a user, with a 3.0 stream. */
function conversation(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const { conversationId, stream, token } = it.start({});
  it.botAnswers('d1');
  it.open('s1', conversationId, stream.ticket, '-');
  const post = (message: unknown, credential = secret) => it.outputsOf({ op: 'post message', conversationId }, message, credential);
  /** The activity that the bot gets once it knows the user. */
  const received = (message: unknown, credential = secret) => {
    const outputs = post(message, credential);
    const [introduced] = deliveriesIn(outputs);
    const delivered = introduced?.activity.type === 'conversationUpdate' ? it.botAnswers(introduced.delivery) : outputs;
    return only(deliveriesIn(delivered)).activity;
  };
  return { ...it, conversationId, token, post, received };
}

describe('a 1.1 message that is none', () => {
  it.each([
    ['nothing', undefined], ['a list', []], ['a text', 'hi'], ['null', null],
    ['text', { text: 7 }], ['from', { from: { id: 'ann' } }], ['from', { from: 7 }],
    ['channelData', { channelData: 'text' }], ['channelData', { channelData: 7 }], ['channelData', { channelData: [1] }],
    ['images', { images: 'http://a/b.png' }], ['images', { images: [{ url: 'x' }] }], ['images', { images: [null] }],
    ['attachments', { attachments: {} }], ['attachments', { attachments: ['x'] }], ['attachments', { attachments: [null] }],
    ['attachments', { attachments: [{ url: 'x' }] }], ['attachments', { attachments: [{ url: 7, contentType: 'a/b' }] }],
  ])('(%s: %j) is a 400 that reaches nobody', (name, message) => {
    const { post, history, conversationId } = conversation();
    const outputs = post(message);
    expect(outputs).toMatchObject([{ type: 'answer', answer: { status: 400, body: { code: 'BadArgument' } } }]);
    if (!['nothing', 'a list', 'a text', 'null'].includes(name)) expect(JSON.stringify(outputs)).toContain(name);
    expect(history(conversationId)).toMatchObject({ activities: [] });
  });
});

describe('a 1.1 message', () => {
  it('is an activity to the bot and to 3.0 clients', () => {
    const { received, history, conversationId } = conversation();
    const message = {
      text: 'look', from: 'ann', channelData: { clientActivityID: 'c1' }, images: ['http://a/b.png', '/c.png'],
      attachments: [{ url: 'http://a/d.pdf', contentType: 'application/pdf' }],
      id: 'mine', created: 'yesterday', conversationId: 'elsewhere', eTag: 'x', type: 'typing',
    };
    const seen = {
      type: 'message', id: `${conversationId}|0000000`, timestamp: expect.any(String), serviceUrl: 'http://service/', channelId: 'directline',
      from: { id: 'ann' }, conversation: { id: conversationId }, text: 'look', channelData: { clientActivityID: 'c1' },
      attachments: [
        { contentType: 'image/*', contentUrl: 'http://a/b.png' }, { contentType: 'image/*', contentUrl: '/c.png' },
        { contentType: 'application/pdf', contentUrl: 'http://a/d.pdf' },
      ],
    };
    expect(received(message)).toEqual({ ...seen, recipient: { id: 'bot' } });
    expect(history(conversationId)).toEqual({ activities: [seen], watermark: '0' });
  });

  it('of which nothing is said has nothing but its sender', () => {
    const { received } = conversation();
    const activity = received({ from: 'ann', text: null, channelData: null, images: null, attachments: [] });
    ['text', 'channelData', 'attachments'].forEach((name) => expect(activity).not.toHaveProperty(name));
  });

  it('goes to open streams', () => {
    const { post, conversationId } = conversation();
    expect(only(framesIn(post({ text: 'hi', from: 'ann' })))).toMatchObject({ activities: [{ id: `${conversationId}|0000000`, text: 'hi' }], watermark: '0' });
  });

  it.each([[{}], [{ from: null }], [{ from: '' }]])('without a sender (%j) is from somebody else every time', (message) => {
    const { received, ask, conversationId } = conversation();
    const ids = [received(message), received(message)].map(({ from }) => from?.id);
    expect(new Set(ids).size).toBe(2);
    expect(json(ask({ op: 'members', conversationId }))).toEqual([{ id: 'bot' }, ...ids.map((id) => ({ id }))]);
  });

  it('is from the user of the token, when that has one', () => {
    const { start, botAnswers, outputsOf } = service();
    const { conversationId, token } = start({ user: { id: 'ann', name: 'Ann' } });
    botAnswers('d1');
    const outputs = outputsOf({ op: 'post message', conversationId }, { from: 'bob' }, tokenOf(token));
    expect(only(deliveriesIn(outputs)).activity.from).toEqual({ id: 'ann', name: 'Ann' });
  });
});
