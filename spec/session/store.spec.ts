import { grantOf, type Grant } from '../../src/protocol/grant.js';
import { ticketOf } from '../../src/protocol/tickets.js';
import { Store } from '../../src/session/store.js';
import { jwtOf } from '../support/jwt.js';

const grant = (token: string): Grant => grantOf({ token }, 0);
const ann = grant(jwtOf({ user: 'ann' }));
const bob = grant(jwtOf({ user: 'bob' }));
const ticket = ticketOf('wss://service/stream', 0);
const activity = { type: 'message', id: 'c|0000001' };

const begun = (started: 'new' | 'existing' | 'unknown' = 'new'): Store => {
  const store = new Store();
  store.begin({ conversationId: 'c', started }, grant('first'));
  return store;
};

const tokensOf = (store: Store): string[] => {
  const tokens: string[] = [];
  store.grant$.subscribe(({ token }) => tokens.push(token));
  return tokens;
};

describe('a store', () => {
  it('knows nothing at first, and has no checkpoint', () => {
    const store = new Store();
    expect([store.known, store.grant, store.watermark, store.takeTicket(0), store.checkpoint(true), tokensOf(store)])
      .toEqual([undefined, undefined, undefined, undefined, undefined, []]);
  });

  it('tells the token in use, then each that takes its place, each once', () => {
    const store = begun();
    const tokens = tokensOf(store);
    const next = grant('next');
    store.adopt(next);
    store.adopt(next);
    store.offer(grant('offered'));
    expect(tokens).toEqual(['first', 'next', 'offered']);
  });

  it('begins a conversation with nothing of another: neither what was delivered nor its watermark', () => {
    const store = begun();
    store.delivered.add(activity);
    store.watermark = '7';
    store.begin({ conversationId: 'd', started: 'new' });
    expect([store.known?.conversationId, store.watermark, store.delivered.has(activity), store.grant?.token]).toEqual(['d', undefined, false, 'first']);
  });

  it('counts who joins as one for whom there is a history, and who started as one for whom there is none', () => {
    expect([begun('new').joined, begun('existing').joined, begun('unknown').joined]).toEqual([true, false, false]);
  });
});

describe('a token that comes with an answer', () => {
  it('never takes the place of one that names a user without naming one', () => {
    const store = begun();
    store.adopt(ann);
    store.offer(grant('userless'));
    expect(store.grant).toBe(ann);
    store.begin({ conversationId: 'd', started: 'new' }, grant('userless'));
    expect(store.grant).toBe(ann);
  });

  it('takes it where it names one, or where none was named', () => {
    const store = begun();
    store.offer(grant('userless'));
    expect(store.grant?.token).toBe('userless');
    store.offer(ann);
    store.offer(bob);
    expect(store.grant).toBe(bob);
  });

  it('is not asked for its user when the app gives it', () => {
    const store = begun();
    store.adopt(ann);
    store.adopt(grant('userless'));
    expect(store.grant?.token).toBe('userless');
  });
});

describe('forgetting', () => {
  it('leaves nothing of the conversation', () => {
    const store = begun();
    store.keepTicket(ticket);
    store.watermark = '7';
    store.forget({ keepGrant: false });
    expect([store.known, store.grant, store.watermark, store.joined, store.takeTicket(0), store.checkpoint(true)])
      .toEqual([undefined, undefined, undefined, false, undefined, undefined]);
  });

  it('keeps a token of another conversation', () => {
    const store = begun();
    store.forget({ keepGrant: true });
    expect(store.grant?.token).toBe('first');
  });

  it('goes without a token through grant$: whoever listens waits for the next', () => {
    const store = begun();
    const tokens = tokensOf(store);
    store.forget({ keepGrant: false });
    store.adopt(grant('next'));
    expect(tokens).toEqual(['first', 'next']);
  });
});

describe('the ticket of the start', () => {
  it('is given once', () => {
    const store = begun();
    store.keepTicket(ticket);
    expect([store.takeTicket(0), store.takeTicket(0)]).toEqual([ticket, undefined]);
  });

  it('is not given once it has lapsed, and then its stream brings no beginning', () => {
    const store = begun();
    store.keepTicket(ticket);
    expect([store.takeTicket(60_000), store.takeTicket(0), store.needsHistory]).toEqual([undefined, undefined, true]);
    store.keepTicket(ticket);
    expect([store.takeTicket(59_999), store.needsHistory]).toEqual([ticket, false]);
  });

  it('brings the conversation from its beginning: its stream needs no history, the next one does without a watermark', () => {
    const store = begun();
    store.keepTicket(ticket);
    store.takeTicket(0);
    expect(store.needsHistory).toBe(false);
    store.takeTicket(0);
    expect(store.needsHistory).toBe(true);
    store.watermark = '0';
    expect(store.needsHistory).toBe(false);
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
    expect([store.known, store.watermark, store.grant?.token, store.joined, store.needsHistory])
      .toEqual([{ conversationId: 'c', started: 'existing' }, '7', 'kept', true, false]);
    expect(store.checkpoint(true)).toEqual({ conversationId: 'c', watermark: '7', token: 'kept' });
  });

  it('without a watermark goes on with the history, and without a token has none', () => {
    const store = new Store({ conversationId: 'c' });
    expect([store.needsHistory, store.grant]).toEqual([true, undefined]);
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
