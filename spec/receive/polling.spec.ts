import { BehaviorSubject, defer, filter, finalize, map, Subject, take, throwError, timer } from 'rxjs';
import { DirectLineNetworkError } from '../../src/errors.js';
import type { ActivitySet } from '../../src/protocol/types.js';
import { pollActivitySets, pollDelayMs, type Polling } from '../../src/receive/polling.js';
import { inWorld, type World } from '../support/world.js';

/** Who answers questions for what came after a watermark, `slowMs` after they were asked, and keeps when that was. */
class Answerer {
  readonly texts: string[] = [];
  readonly asked: { readonly atMs: number; readonly after: string | undefined }[] = [];
  slowMs = 20;
  pageSize = 100;
  error: unknown;
  inFlight = 0;
  mostInFlight = 0;

  constructor(private readonly now: () => number) {}

  readonly page: Polling['page'] = after =>
    defer(() => {
      this.asked.push({ atMs: this.now(), after });
      this.inFlight += 1;
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
      return this.error ? throwError(() => this.error) : timer(this.slowMs);
    }).pipe(map(() => this.#after(after)), finalize(() => (this.inFlight -= 1)));

  get times(): number[] {
    return this.asked.map(({ atMs }) => atMs);
  }

  /** The shortest time from one question to the next. */
  get shortest(): number {
    return Math.min(...this.times.slice(1).map((atMs, index) => atMs - (this.times[index] ?? 0)));
  }

  #after(after: string | undefined): ActivitySet {
    const from = after === undefined ? 0 : Number(after);
    const activities = this.texts.slice(from, from + this.pageSize).map(text => ({ type: 'message', id: text, text }));
    return { activities, watermark: String(from + activities.length) };
  }
}

const polling = ({ now, listen }: World, options: Partial<Polling> = {}, answerer = new Answerer(now)) => {
  const sent$ = new Subject<void>();
  const signals = listen(pollActivitySets({ page: answerer.page, watermark: () => undefined, hidden: () => false, sent$, ...options })());
  const texts = (): (string | undefined)[] =>
    signals.values.flatMap(signal => (signal.kind === 'value' ? signal.value.activities.map(({ text }) => text) : []));
  return { answerer, sent$, signals, texts };
};

/** Leaves, so that nothing periodic is left. */
const polled = (script: (world: World, made: ReturnType<typeof polling>) => void) =>
  inWorld(world => {
    const made = polling(world);
    script(world, made);
    made.signals.leave();
  });

describe('polling', () => {
  it('is open with its first answer, and an empty one is a sign of life too', polled(({ pass }, { signals }) => {
    pass(19);
    expect(signals.values).toEqual([]);
    pass(2);
    expect(signals.values).toMatchObject([{ kind: 'opened' }, { kind: 'value', value: { activities: [], watermark: '0', polled: true } }]);
    pass(1_000);
    expect(signals.values.map(({ kind }) => kind)).toEqual(['opened', 'value', 'value']);
  }));

  it('pages until a page is empty, at once', polled(({ pass }, { answerer, texts }) => {
    answerer.pageSize = 2;
    answerer.texts.push('a', 'b', 'c', 'd', 'e');
    pass(100);
    expect(answerer.asked).toEqual([
      { atMs: 0, after: undefined }, { atMs: 20, after: '2' }, { atMs: 40, after: '4' }, { atMs: 60, after: '5' },
    ]);
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e']);
  }));

  it('begins where the watermark is, and goes on from what it has read even if nobody has taken it yet', inWorld(world => {
    const { answerer, signals } = polling(world, { watermark: () => '1' });
    answerer.texts.push('a', 'b');
    world.pass(1_100);
    expect(answerer.asked.map(({ after }) => after)).toEqual(['1', '2', '2']);
    signals.leave();
  }));

  it.each([undefined, null, ''])('stays where it was when an answer has the watermark %j', watermark =>
    inWorld(world => {
      const asked: (string | undefined)[] = [];
      const page = (after?: string) => timer(20).pipe(map(() => (asked.push(after), { activities: [], ...(watermark !== undefined && { watermark }) })));
      const { signals } = polling(world, { watermark: () => 'here', page });
      world.pass(2_100);
      expect(asked).toEqual(['here', 'here', 'here']);
      signals.leave();
    })());
});

describe('how often it asks', () => {
  it('is 1 s while there is talk, 5 s after half a minute of quiet, 10 s after two', () => {
    expect([0, 29_999, 30_000, 119_999, 120_000, 1e9].map(pollDelayMs)).toEqual([1_000, 1_000, 5_000, 5_000, 10_000, 10_000]);
  });

  it('falls from 1 s to 10 s in a conversation that falls silent, and is 1 s again with the first word', polled(({ pass }, { answerer, texts }) => {
    pass(200_500);
    const seconds = answerer.times.map(atMs => atMs / 1_000);
    expect(seconds.slice(0, 31)).toEqual(Array.from({ length: 31 }, (_, index) => index));
    expect(seconds.slice(31)).toEqual([...Array.from({ length: 18 }, (_, index) => 35 + 5 * index), 130, 140, 150, 160, 170, 180, 190, 200]);
    answerer.texts.push('still there?');
    pass(15_000);
    expect(texts()).toEqual(['still there?']);
    // The one that brought it, its next page, then every second.
    expect(answerer.times.slice(seconds.length)).toEqual([210_000, 210_020, 211_000, 212_000, 213_000, 214_000, 215_000]);
  }));

  it('is once more 300 ms after something was posted, then as before', polled(({ pass }, { answerer, sent$ }) => {
    pass(200_100);
    const before = answerer.times.length;
    pass(4_000);
    sent$.next();
    pass(3_000);
    expect(answerer.times.slice(before)).toEqual([204_400, 205_400, 206_400]);
  }));

  it('is once more 300 ms after the first of several posts, and once more for the last of them', polled(({ pass }, { answerer, sent$ }) => {
    pass(200_600);
    const before = answerer.times.length;
    [100, 100, 100].forEach(ms => {
      sent$.next();
      pass(ms);
    });
    pass(1_000);
    expect(answerer.times.slice(before)).toEqual([200_900, 201_420]);
  }));

  it('is never less than 500 ms after the last answer, whatever is posted', polled(({ pass }, { answerer, sent$ }) => {
    pass(1_030);
    sent$.next();
    pass(600);
    expect(answerer.times).toEqual([0, 1_000, 1_520]);
    for (let index = 0; index < 500; index += 1) {
      sent$.next();
      pass(index % 97);
    }
    expect(answerer.times.length).toBeGreaterThan(10);
    expect(answerer.shortest).toBeGreaterThanOrEqual(500);
  }));

  it('is not put off by posts without end', polled(({ pass }, { answerer, sent$ }) => {
    for (let index = 0; index < 100; index += 1) {
      sent$.next();
      pass(100);
    }
    expect(answerer.times.length).toBeGreaterThanOrEqual(10);
  }));

  it('counts a post that was made while a question was on its way', polled(({ pass }, { answerer, sent$ }) => {
    answerer.slowMs = 400;
    pass(1_100);
    sent$.next();
    pass(1_000);
    expect(answerer.times).toEqual([0, 1_000, 1_900]);
  }));

  it('is one question at a time, however slow the answers are, with half a second between them', polled(({ pass }, { answerer, sent$ }) => {
    answerer.slowMs = 4_000;
    pass(2_000);
    sent$.next();
    pass(17_500);
    expect(answerer.times).toEqual([0, 1_000, 5_500, 10_000, 14_500, 19_000]);
    expect(answerer.mostInFlight).toBe(1);
  }));

  it('leaves half a second after a question of many pages too', polled(({ pass }, { answerer }) => {
    answerer.pageSize = 1;
    answerer.texts.push(...Array.from({ length: 60 }, (_, index) => `${index}`));
    pass(3_000);
    // 61 pages, 20 ms each.
    expect(answerer.times.slice(60, 63)).toEqual([1_200, 1_720, 2_720]);
  }));

  it('is at once, but not sooner than that, when a sign of life is wanted', polled(({ pass }, { answerer, signals }) => {
    pass(203_000);
    const [opened] = signals.values;
    const ping = opened?.kind === 'opened' ? opened.ping : undefined;
    const before = answerer.times.length;
    ping?.();
    ping?.();
    pass(100);
    ping?.();
    pass(900);
    expect(answerer.times.slice(before)).toEqual([203_000, 203_520]);
  }));

  it('is not thrown off by a clock that is set back', polled(({ pass, sleep }, { answerer }) => {
    pass(1_005);
    sleep(-3_600_000);
    pass(10_000);
    // Of the virtual clock: the time that has passed is what counts.
    expect(answerer.times.length).toBeGreaterThanOrEqual(10);
  }));
});

describe('what ends it', () => {
  it('is the first question that fails, with its error; what it asks after that is the next run\'s', polled(({ pass }, { answerer, signals }) => {
    pass(1_500);
    answerer.error = new DirectLineNetworkError('cut', false);
    pass(100_000);
    expect(signals.errors).toEqual([answerer.error]);
    expect(answerer.times).toEqual([0, 1_000, 2_000]);
  }));

  it.each([10, 500, 1_010])('is whoever leaves, %d ms after it began: the question is aborted and no timer is left', ms =>
    polled(({ pass, timers }, { answerer, signals }) => {
      pass(ms);
      signals.leave();
      expect([answerer.inFlight, timers()]).toEqual([0, 0]);
    })());
});

describe('history that is not wanted', () => {
  const hidden = (world: World, joined: () => boolean) => {
    const answerer = new Answerer(world.now);
    answerer.pageSize = 2;
    answerer.texts.push('a', 'b', 'c');
    return polling(world, { hidden: () => !joined() }, answerer);
  };
  const sets = ({ signals }: ReturnType<typeof polling>) =>
    signals.values.flatMap(signal => (signal.kind === 'value' ? [[signal.value.activities.map(({ text }) => text), signal.value.hidden ?? false]] : []));

  it('is one set to be remembered, of all its pages; then comes what is new', inWorld(world => {
    let joined = false;
    const made = hidden(world, () => joined);
    world.pass(500);
    joined = true;
    made.answerer.texts.push('d');
    world.pass(1_000);
    expect(sets(made)).toEqual([[['a', 'b', 'c'], true], [['d'], false], [[], false]]);
    made.signals.leave();
  }));

  it('is what was there when it was first asked, even if nobody has taken that yet', inWorld(world => {
    const made = hidden(world, () => false);
    world.pass(500);
    made.answerer.texts.push('d');
    world.pass(1_000);
    expect(sets(made)).toEqual([[['a', 'b', 'c'], true], [['d'], false], [[], false]]);
    made.signals.leave();
  }));
});

describe('polling that waits until what it brought is dealt with', () => {
  const waiting = (world: World) => {
    const ready$ = new BehaviorSubject(true);
    const made = polling(world, { ready$: ready$.pipe(filter(ready => ready), take(1)) });
    const ping = (): void => {
      const [opened] = made.signals.values;
      if (opened?.kind === 'opened') opened.ping?.();
    };
    return { ...made, ready$, ping };
  };

  it('asks for the next page then, and for nothing else meanwhile', inWorld(world => {
    const { answerer, signals, ready$, texts } = waiting(world);
    answerer.pageSize = 2;
    answerer.texts.push('a', 'b', 'c');
    ready$.next(false);
    world.pass(10_000);
    expect(answerer.asked).toEqual([{ atMs: 0, after: undefined }]);
    ready$.next(true);
    world.pass(100);
    expect([answerer.asked.slice(1, 3), texts()]).toEqual([[{ atMs: 10_000, after: '2' }, { atMs: 10_020, after: '3' }], ['a', 'b', 'c']]);
    signals.leave();
  }));

  it('shows that it lives by a question whose answer is let go, and gets the same again', inWorld(world => {
    const { answerer, signals, ready$, ping, texts } = waiting(world);
    world.pass(100);
    ready$.next(false);
    world.pass(2_000);
    answerer.texts.push('a');
    const [before] = [answerer.asked.length];
    ping();
    ping();
    world.pass(100);
    expect([answerer.asked.length - before, signals.values.at(-1), texts()]).toEqual([1, { kind: 'alive' }, []]);
    ready$.next(true);
    world.pass(100);
    expect(texts()).toEqual(['a']);
    signals.leave();
  }));

  it('asks one question at a time: who may go on does not wait for the proof', inWorld(world => {
    const { answerer, signals, ready$, ping } = waiting(world);
    world.pass(100);
    ready$.next(false);
    world.pass(2_000);
    answerer.slowMs = 5_000;
    ping();
    world.pass(1_000);
    expect(answerer.inFlight).toBe(1);
    ready$.next(true);
    expect(answerer.inFlight).toBe(1);
    signals.leave();
  }));

  it('errs with the proof that fails', inWorld(world => {
    const { answerer, signals, ready$, ping } = waiting(world);
    world.pass(100);
    ready$.next(false);
    world.pass(2_000);
    answerer.error = new DirectLineNetworkError('no answer: cut', false);
    ping();
    expect(signals.errors).toEqual([answerer.error]);
  }));
});
