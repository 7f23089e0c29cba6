import { defer, map, Subject, switchMap, throwError, timer, type Observable } from 'rxjs';
import type { Signal } from '../../src/connection/signal.js';
import { DirectLineNetworkError } from '../../src/errors.js';
import type { ActivitySet } from '../../src/protocol/types.js';
import { afterHistory, type History } from '../../src/receive/history.js';
import type { ReceivedSet } from '../../src/receive/receivedSet.js';
import { inVirtualTime, type Clock } from '../support/clock.js';

const PAGE_MS = 10;
const cut = new DirectLineNetworkError('cut', false);
const setOf = (watermark: string | null, ...ids: readonly string[]): ActivitySet => ({ activities: ids.map(id => ({ type: 'message', id })), watermark });

/** `opened`, `page a b` or, if another page follows, `page a b …`, and `set x` for a set of the stream. */
const wordOf = (signal: Signal<ReceivedSet>): string => {
  if (signal.kind !== 'value') return signal.kind;
  const { activities, polled, more, hidden } = signal.value;
  const words = [hidden ? 'hidden' : polled ? 'page' : 'set', ...activities.map(({ id }) => id), ...(more ? ['…'] : [])];
  return words.join(' ');
};

/** A stream whose history has these pages; `log` notes with their times what was requested, and what the stream with history emitted. */
const reading = ({ now }: Clock, pages: readonly (ActivitySet | Error)[], own: Partial<History> = {}) => {
  const log: string[] = [];
  const note = (words: string): number => log.push(`${words} @${now()}`);
  const answers = [...pages];
  const page = (after?: string): Observable<ActivitySet> =>
    defer(() => {
      note(`request ${after}`);
      const answer = answers.shift() ?? new Error('there is no such page');
      return timer(PAGE_MS).pipe(switchMap(() => (answer instanceof Error ? throwError(() => answer) : [answer])));
    });
  const signal$ = new Subject<Signal<ReceivedSet>>();
  const opening$ = new Subject<void>();
  const subscription = afterHistory({ needed: () => true, hidden: () => false, page, opening$, ...own })(() => signal$)()
    .pipe(map(wordOf))
    .subscribe({ next: note, error: (error: Error) => note(error.name) });
  return {
    log,
    subscription,
    opening: () => opening$.next(),
    opened: () => signal$.next({ kind: 'opened' }),
    bring: (id: string) => signal$.next({ kind: 'value', value: setOf(null, id) }),
    fail: (error: Error) => signal$.error(error),
    isOpening: () => opening$.observed,
  };
};

describe('the history of a stream whose first page is requested while it opens', () => {
  it('begins with that page when the stream opens after the answer, and goes on with a page requested after the opening', () => inVirtualTime((clock) => {
    const { log, opening, opened, bring } = reading(clock, [setOf('1', 'a', 'b'), setOf('2', 'c'), setOf('2')]);
    opening();
    clock.pass(50);
    opened();
    bring('x');
    clock.pass(50);
    bring('y');
    expect(log).toEqual([
      'request undefined @0', 'opened @50', 'page a b … @50', 'request 1 @50', 'page c … @60', 'request 2 @60', 'page @70', 'set x @70', 'set y @100',
    ]);
  }));

  it('begins with that page when its answer comes after the opening', () => inVirtualTime((clock) => {
    const { log, opening, opened, bring } = reading(clock, [setOf('1', 'a'), setOf('1')]);
    opening();
    clock.pass(5);
    opened();
    bring('x');
    clock.pass(50);
    expect(log).toEqual(['request undefined @0', 'opened @5', 'page a … @10', 'request 1 @10', 'page @20', 'set x @20']);
  }));

  it('requests one more page after the opening when that page is empty', () => inVirtualTime((clock) => {
    const { log, opening, opened } = reading(clock, [setOf(''), setOf('0', 'a'), setOf('0')]);
    opening();
    clock.pass(50);
    opened();
    clock.pass(50);
    expect(log).toEqual(['request undefined @0', 'opened @50', 'page … @50', 'request undefined @50', 'page a … @60', 'request 0 @60', 'page @70']);
  }));

  it('ends with a page requested after the opening whose watermark stands still', () => inVirtualTime((clock) => {
    const { log, opening, opened, bring } = reading(clock, [setOf('1', 'a'), setOf('1', 'a')]);
    opening();
    opened();
    bring('x');
    clock.pass(50);
    expect(log).toEqual(['request undefined @0', 'opened @0', 'page a … @10', 'request 1 @10', 'page a @20', 'set x @20']);
  }));

  it('requests the beginning once more after the opening when that page has no watermark', () => inVirtualTime((clock) => {
    const { log, opening, opened } = reading(clock, [setOf(null, 'a'), setOf(null, 'a', 'b')]);
    opening();
    opened();
    clock.pass(50);
    expect(log).toEqual(['request undefined @0', 'opened @0', 'page a … @10', 'request undefined @10', 'page a b @20']);
  }));

  it('fails with the error of that page when the stream opens, and not before', () => inVirtualTime((clock) => {
    const { log, opening, opened } = reading(clock, [cut]);
    opening();
    clock.pass(50);
    expect(log).toEqual(['request undefined @0']);
    opened();
    expect(log.slice(1)).toEqual(['opened @50', 'DirectLineNetworkError @50']);
  }));

  it('fails with the error of the stream when that does not open, and delivers nothing', () => inVirtualTime((clock) => {
    const { log, opening, fail } = reading(clock, [setOf('1', 'a')]);
    opening();
    clock.pass(50);
    fail(new TypeError('the stream did not open'));
    expect(log).toEqual(['request undefined @0', 'TypeError @50']);
  }));

  it('aborts the request of that page when the subscriber leaves', () => inVirtualTime((clock) => {
    const { log, opening, subscription } = reading(clock, [setOf('1', 'a')]);
    opening();
    clock.pass(5);
    expect(clock.timers()).toBe(1);
    subscription.unsubscribe();
    expect([clock.timers(), log]).toEqual([0, ['request undefined @0']]);
  }));

  it('requests that page once, however often the stream begins to open', () => inVirtualTime((clock) => {
    const { log, opening, opened } = reading(clock, [setOf('1', 'a'), setOf('1')]);
    opening();
    opening();
    opened();
    expect(log).toEqual(['request undefined @0', 'opened @0']);
  }));

  it.each<[string, Partial<History>, string[]]>([
    ['needs no history', { needed: () => false }, ['opened @50']],
    ['hides its history', { hidden: () => true }, ['opened @50', 'request undefined @50']],
  ])('requests no page before the opening where the reader %s', (_, own, expected) => inVirtualTime((clock) => {
    const { log, opening, opened } = reading(clock, [setOf('1', 'a'), setOf('1')], own);
    opening();
    clock.pass(50);
    opened();
    expect(log).toEqual(expected);
  }));

  it('is delivered also where the watermark has moved before the opening', () => inVirtualTime((clock) => {
    let isNeeded = true;
    const { log, opening, opened } = reading(clock, [setOf('1', 'a'), setOf('1')], { needed: () => isNeeded });
    opening();
    isNeeded = false;
    opened();
    clock.pass(50);
    expect(log).toEqual(['request undefined @0', 'opened @0', 'page a … @10', 'request 1 @10', 'page @20']);
  }));

  it('fails with an overflow when the stream brings more than 1,000 sets before its last page', () => inVirtualTime((clock) => {
    const { log, opening, opened, bring } = reading(clock, [setOf('1', 'a'), setOf('1')]);
    opening();
    opened();
    for (let count = 0; count < 1_000; count += 1) bring(String(count));
    expect(log.slice(2)).toEqual([]);
    bring('one more');
    expect([log.slice(2), clock.timers()]).toEqual([['DirectLineOverflowError @0'], 0]);
  }));
});

describe('the history of a stream that does not say when it begins to open', () => {
  it('is requested after the opening, and ends with an empty page', () => inVirtualTime((clock) => {
    const { log, opened, bring } = reading(clock, [setOf('1', 'a'), setOf('1')]);
    opened();
    bring('x');
    clock.pass(50);
    expect(log).toEqual(['opened @0', 'request undefined @0', 'page a … @10', 'request 1 @10', 'page @20', 'set x @20']);
  }));

  it('is not requested twice where the notifier emits after the opening, to which the stream no longer subscribes', () => inVirtualTime((clock) => {
    const { log, opening, opened, isOpening } = reading(clock, [setOf('1', 'a'), setOf('1')]);
    expect(isOpening()).toBe(true);
    opened();
    opening();
    expect([log, isOpening()]).toEqual([['opened @0', 'request undefined @0'], false]);
  }));
});
