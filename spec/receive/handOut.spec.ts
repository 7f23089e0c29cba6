import { Subscriber } from 'rxjs';
import type { Activity } from '../../src/protocol/types.js';
import type { CommittableSet } from '../../src/receive/committable.js';
import { HandOut } from '../../src/receive/handOut.js';
import { Store } from '../../src/session/store.js';

const set = (...serials: readonly number[]) => ({
  activities: serials.map(serial => ({ type: 'message', id: `c1|${serial}` })),
  watermark: String(serials.at(-1) ?? 0),
});
const known = (conversationId: string) => ({ conversationId, started: 'new' as const });

const handingOut = () => {
  const store = new Store();
  store.begin(known('c1'));
  const told: string[] = [];
  const handOut = new HandOut(store, [{ activity: ({ id }) => told.push(`${id}`), setEnd: more => told.push(more ? 'page' : 'end') }]);
  const hear = (heard: (activity: Activity) => void = () => undefined) => {
    const subscriber = new Subscriber<Activity>({ next: heard, error: () => undefined, complete: () => undefined });
    handOut.add(subscriber);
    return subscriber;
  };
  return { store, told, handOut, hear };
};

describe('handing out a set', () => {
  it('remembers each activity as it is handed out, and moves the watermark after the last of them', () => {
    const { store, handOut, hear } = handingOut();
    const seen: unknown[] = [];
    hear(({ id }) => seen.push([id, store.delivered.size, store.watermark]));
    handOut.take(set(1, 2));
    expect(seen).toEqual([['c1|1', 1, undefined], ['c1|2', 1, undefined]]);
    expect(store.watermark).toBe('2');
  });

  it('that nobody listens to commits nothing, and keeps it for the next who comes', () => {
    const { store, handOut, hear } = handingOut();
    handOut.take(set(1, 2));
    expect([store.delivered.size, store.watermark, handOut.waiting]).toEqual([0, undefined, 3]);
    const seen: unknown[] = [];
    hear(({ id }) => seen.push(id));
    expect([seen, store.watermark, handOut.waiting]).toEqual([['c1|1', 'c1|2'], '2', 0]);
  });

  it('goes on in mid-set where the last subscriber left', () => {
    const { store, told, handOut, hear } = handingOut();
    const one = hear(() => one.unsubscribe());
    handOut.take(set(1, 2));
    expect([told, store.watermark, handOut.waiting]).toEqual([['c1|1'], undefined, 2]);
    const seen: unknown[] = [];
    hear(({ id }) => seen.push(id));
    expect([seen, told, store.watermark]).toEqual([['c1|2'], ['c1|1', 'c1|2', 'end'], '2']);
  });

  it('gives a set that comes while another is handed out after that one', () => {
    const { handOut, hear } = handingOut();
    const seen: unknown[] = [];
    hear(({ id }) => {
      if (id === 'c1|1') handOut.take(set(3));
      seen.push(id);
    });
    handOut.take(set(1, 2));
    expect(seen).toEqual(['c1|1', 'c1|2', 'c1|3']);
  });

  it('tells an activity to those who listened when it came, and to nobody twice', () => {
    const { handOut, hear } = handingOut();
    const late: unknown[] = [];
    hear(({ id }) => id === 'c1|1' && hear(({ id: later }) => late.push(later)));
    handOut.take(set(1, 2));
    handOut.take(set(2, 3));
    expect(late).toEqual(['c1|2', 'c1|3']);
  });

  it('does not move the watermark for a set in which nothing is new, unless it is an empty answer to a question', () => {
    const { store, handOut, hear } = handingOut();
    hear();
    handOut.take(set(1, 2));
    handOut.take({ ...set(1), watermark: '1' });
    handOut.take({ activities: [], watermark: '7' });
    handOut.take({ ...set(3), watermark: '' });
    expect(store.watermark).toBe('2');
    handOut.take({ activities: [], watermark: '8', polled: true });
    expect(store.watermark).toBe('8');
  });

  it('that was held while another conversation began moves nothing of that one', () => {
    const { store, handOut, hear } = handingOut();
    handOut.take(set(1));
    store.forget({ keepToken: false });
    store.begin(known('c2'));
    hear();
    expect([store.watermark, store.delivered.size]).toEqual([undefined, 0]);
  });
});

describe('handing out a set to a pipeline', () => {
  const withPipeline = (taken: (set: CommittableSet) => void = () => undefined) => {
    const made = handingOut();
    const sets: CommittableSet[] = [];
    const pipeline = new Subscriber<CommittableSet>({ next: set => (sets.push(set), taken(set)), error: () => undefined, complete: () => undefined });
    made.handOut.addPipeline(pipeline);
    return { ...made, sets, pipeline };
  };

  it('gives all of it at once, and never says that it is done with before that is said, not for a moment', () => {
    const { store, handOut, sets } = withPipeline();
    const said: unknown[] = [];
    store.changed$.subscribe(() => said.push(store.checkpoint(false)?.watermark));
    handOut.take(set(1, 2));
    handOut.take(set(3));
    expect([sets.map(({ activities, watermark }) => [activities.length, watermark]), store.watermark]).toEqual([[[2, '2'], [1, '3']], '3']);
    expect(new Set(said)).toEqual(new Set([undefined]));
    sets[0]?.commit();
    expect(store.checkpoint(false)?.watermark).toBe('2');
  });

  it('gives the set before its activities, and what was told twice in it once', () => {
    const order: string[] = [];
    const { handOut, hear, told } = withPipeline(({ activities }) => order.push(`set of ${activities.length}`));
    hear(({ id }) => order.push(`${id}`));
    handOut.take(set(1, 1, 2));
    expect([order, told]).toEqual([['set of 2', 'c1|1', 'c1|2'], ['c1|1', 'c1|2', 'end']]);
  });

  it('that leaves with it has had all of it: nothing of it is kept for the next', () => {
    const { store, handOut, told, hear, pipeline, sets } = withPipeline(() => pipeline.unsubscribe());
    handOut.take(set(1, 2));
    expect([told, store.watermark, handOut.waiting, sets.length]).toEqual([['c1|1', 'c1|2', 'end'], '2', 0, 1]);
    const seen: unknown[] = [];
    hear(({ id }) => seen.push(id));
    handOut.take(set(3));
    expect(seen).toEqual(['c1|3']);
  });

  it('holds what comes while 1,000 are uncommitted, and goes on when they are not', () => {
    const { handOut, sets } = withPipeline();
    handOut.take(set(...Array.from({ length: 1_000 }, (_, index) => index)));
    handOut.take(set(1_000));
    expect([sets.length, handOut.passes, handOut.waiting]).toEqual([1, false, 2]);
    sets[0]?.commit();
    handOut.goOn();
    expect([sets.length, handOut.waiting]).toEqual([2, 0]);
  });
});
