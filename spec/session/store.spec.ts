import { tokenFrom, type Token } from '../../src/protocol/token.js';
import { streamUrlFrom } from '../../src/protocol/streamUrl.js';
import { Store } from '../../src/session/store.js';
import { jwtOf } from '../support/jwt.js';

const tokenOf = (token: string): Token => tokenFrom({ token }, 0);
const ann = tokenOf(jwtOf({ user: 'ann' }));
const bob = tokenOf(jwtOf({ user: 'bob' }));
const streamUrl = streamUrlFrom('wss://service/stream', 0);
const activity = { type: 'message', id: 'c|0000001' };

const begun = (started: 'new' | 'existing' | 'unknown' = 'new'): Store => {
  const store = new Store();
  store.begin({ conversationId: 'c', started }, tokenOf('first'));
  return store;
};

const tokensOf = (store: Store): string[] => {
  const tokens: string[] = [];
  store.token$.subscribe(({ value }) => tokens.push(value));
  return tokens;
};

describe('a store', () => {
  it('knows nothing at first, and has no checkpoint', () => {
    const store = new Store();
    expect([store.conversation, store.token, store.watermark, store.checkpoint(true), tokensOf(store)])
      .toEqual([undefined, undefined, undefined, undefined, []]);
  });

  it('tells the token in use, then each that takes its place, each once', () => {
    const store = begun();
    const tokens = tokensOf(store);
    const next = tokenOf('next');
    store.adopt(next);
    store.adopt(next);
    store.offer(tokenOf('offered'));
    expect(tokens).toEqual(['first', 'next', 'offered']);
  });

  it('keeps the conversation as the start answered it, with its stream URL', () => {
    const store = new Store();
    store.begin({ conversationId: 'c', started: 'new', streamUrl });
    expect(store.conversation).toEqual({ conversationId: 'c', started: 'new', streamUrl });
    expect(store.conversation?.streamUrl).toBe(streamUrl);
  });

  it('begins a conversation with nothing of another: neither what was delivered nor its watermark', () => {
    const store = begun();
    store.delivered.add(activity);
    store.watermark = '7';
    store.begin({ conversationId: 'd', started: 'new' });
    expect([store.conversation?.conversationId, store.watermark, store.delivered.has(activity), store.token?.value]).toEqual(['d', undefined, false, 'first']);
  });

  it('counts who joins as one for whom there is a history, and who started as one for whom there is none', () => {
    expect([begun('new').hasJoined, begun('existing').hasJoined, begun('unknown').hasJoined]).toEqual([true, false, false]);
  });
});

describe('a token that comes with an answer', () => {
  it('never takes the place of one that names a user without naming one', () => {
    const store = begun();
    store.adopt(ann);
    store.offer(tokenOf('userless'));
    expect(store.token).toBe(ann);
    store.begin({ conversationId: 'd', started: 'new' }, tokenOf('userless'));
    expect(store.token).toBe(ann);
  });

  it('takes it where it names one, or where none was named', () => {
    const store = begun();
    store.offer(tokenOf('userless'));
    expect(store.token?.value).toBe('userless');
    store.offer(ann);
    store.offer(bob);
    expect(store.token).toBe(bob);
  });

  it('is not asked for its user when the app gives it', () => {
    const store = begun();
    store.adopt(ann);
    store.adopt(tokenOf('userless'));
    expect(store.token?.value).toBe('userless');
  });
});

describe('forgetting', () => {
  it('leaves nothing of the conversation, of which the stream URL is a part', () => {
    const store = begun();
    store.begin({ conversationId: 'c', started: 'new', streamUrl });
    store.watermark = '7';
    store.forget({ keepToken: false });
    expect([store.conversation, store.token, store.watermark, store.hasJoined, store.checkpoint(true)])
      .toEqual([undefined, undefined, undefined, false, undefined]);
  });

  it('keeps a token of another conversation', () => {
    const store = begun();
    store.forget({ keepToken: true });
    expect(store.token?.value).toBe('first');
  });

  it('emits no token by token$: its subscribers wait for the next one', () => {
    const store = begun();
    const tokens = tokensOf(store);
    store.forget({ keepToken: false });
    store.adopt(tokenOf('next'));
    expect(tokens).toEqual(['first', 'next']);
  });
});

describe('a checkpoint', () => {
  it('is where the deliveries are, with the token only where it is asked for', () => {
    const store = begun();
    expect(store.checkpoint(false)).toEqual({ conversationId: 'c' });
    store.watermark = '7';
    expect([store.checkpoint(false), store.checkpoint(true)])
      .toEqual([{ conversationId: 'c', watermark: '7' }, { conversationId: 'c', watermark: '7', token: 'first' }]);
  });

  it('is what a store goes on from, and is no start', () => {
    const store = new Store({ conversationId: 'c', watermark: '7', token: 'kept' });
    expect([store.conversation, store.watermark, store.token?.value, store.token?.restored, store.hasJoined])
      .toEqual([{ conversationId: 'c', started: 'existing' }, '7', 'kept', true, true]);
    expect(store.checkpoint(true)).toEqual({ conversationId: 'c', watermark: '7', token: 'kept' });
  });

  it('without a watermark and a token gives the store neither', () => {
    const store = new Store({ conversationId: 'c' });
    expect([store.watermark, store.token]).toEqual([undefined, undefined]);
  });
});

describe('the users of a client', () => {
  it('are whom it has spoken as, and the one of its token', () => {
    const store = begun();
    store.speakers.add('me');
    expect([...store.userIds]).toEqual(['me']);
    store.adopt(ann);
    expect([...store.userIds]).toEqual(['me', 'ann']);
  });
});
