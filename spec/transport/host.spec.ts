import { marbles } from 'rxjs-marbles/jest';
import { isBrowser, newId, wake$ } from '../../src/transport/host.js';

/** A page, as much of it as is looked at. */
const page = () => {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  Object.assign(globalThis, { window, document });
  return { window, document };
};

afterEach(() => {
  for (const name of ['window', 'document']) Reflect.deleteProperty(globalThis, name);
});

describe('a wake', () => {
  it('is the host back online, a page shown again, thawed, or become visible', marbles(m => {
    const { window, document } = page();
    const events: Readonly<Record<string, () => unknown>> = {
      o: () => window.dispatchEvent(new Event('online')),
      p: () => window.dispatchEvent(new Event('pageshow')),
      r: () => document.dispatchEvent(new Event('resume')),
      v: () => document.dispatchEvent(new Event('visibilitychange')),
      h: () => Object.assign(document, { visibilityState: 'hidden' }).dispatchEvent(new Event('visibilitychange')),
    };
    m.cold('                         1s o 2s p 2s r 2s v 2s h').subscribe(event => events[event]?.());
    m.expect(wake$, '^ 12s !').toBeObservable('1s w 2s w 2s w 2s w', { w: undefined });
  }));

  it('is one, for all that happens within a second', marbles(m => {
    const { window } = page();
    m.cold('                         -o-o 1s o').subscribe(() => window.dispatchEvent(new Event('online')));
    m.expect(wake$, '^ 5s !').toBeObservable('-w-- 1s w', { w: undefined });
  }));

  it('is not listened for while nobody asks', () => {
    const { window } = page();
    const added = jest.spyOn(window, 'addEventListener');
    const removed = jest.spyOn(window, 'removeEventListener');
    const subscription = wake$.subscribe();
    subscription.unsubscribe();
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([2, 2]);
  });

  it('never comes where there is no page', marbles(m => {
    m.expect(wake$, '^ 5s !').toBeObservable('');
  }));
});

describe('the host', () => {
  it('is a browser where there is a page', () => {
    expect(isBrowser()).toBe(false);
    page();
    expect(isBrowser()).toBe(true);
  });

  it('gives ids that nobody else has', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(ids.filter(id => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1_000);
  });
});
