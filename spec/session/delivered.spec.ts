import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Activity } from '../../src/protocol/types.js';
import { Delivered } from '../../src/session/delivered.js';
import { Serials } from '../../src/session/serials.js';

/** Numbers that look random and are the same in each run. */
const dice = (seed: number) => (sides: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 0x100000000) * sides);
};

describe('Serials', () => {
  it.each([1, 2, 3, 4, 5])('is a set, whatever the order (seed %i)', seed => {
    const roll = dice(seed);
    const serials = new Serials();
    const set = new Set<number>();
    for (let times = 0; times < 1_500; times += 1) {
      const serial = roll(600);
      const isNew = !set.has(serial);
      set.add(serial);
      if (serials.add(serial) !== isNew) throw new Error(`add(${serial}), ${isNew ? 'new' : 'known'}, after ${times} others`);
      const probe = roll(620);
      if (serials.has(probe) !== set.has(probe)) throw new Error(`has(${probe}) after ${times} others`);
      if (times % 100 === 0) expect(serials.ranges).toBe([...set].filter(each => !set.has(each - 1)).length);
    }
  });

  const added = (...numbers: readonly number[]): Serials => {
    const serials = new Serials();
    numbers.forEach(each => serials.add(each));
    return serials;
  };

  it.each<[string, readonly number[], number]>([
    ['nothing', [], 0],
    ['a sequence', [0, 1, 2, 3], 1],
    ['a sequence from behind', [3, 2, 1, 0], 1],
    ['one with a gap', [0, 1, 3, 4], 2],
    ['one whose gap was filled', [0, 1, 3, 4, 2], 1],
    ['every second one', [0, 2, 4, 6], 4],
    ['what was there', [5, 5, 5], 1],
  ])('keeps %s as few ranges', (_, numbers, ranges) => expect(added(...numbers).ranges).toBe(ranges));

  it('knows the ends of its ranges', () => {
    const serials = added(5, 6, 7, 10, 0);
    expect(Array.from({ length: 13 }, (_, serial) => serial).filter(serial => serials.has(serial))).toEqual([0, 5, 6, 7, 10]);
  });
});

const message = (id?: string): Activity => ({ type: 'message', ...(id !== undefined && { id }) });
const numbered = (serial: number, conversationId = 'conv'): Activity => message(`${conversationId}|${`${serial}`.padStart(7, '0')}`);

const heapUsed = (): number => {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node cannot be told to collect its garbage');
  collect();
  return process.memoryUsage().heapUsed;
};

describe('Delivered', () => {
  it('repeats none of 1,000,000 in a full replay, delivers the late one, and keeps under 1 MB', () => {
    const count = 1_000_000;
    const late = 500_000;
    const before = heapUsed();
    const delivered = new Delivered('conv');
    const addAll = (): number => {
      let fresh = 0;
      for (let serial = 0; serial < count; serial += 1) if (serial !== late && delivered.add(numbered(serial))) fresh += 1;
      return fresh;
    };
    expect(addAll()).toBe(count - 1);
    expect(addAll()).toBe(0);
    expect([delivered.has(numbered(late)), delivered.add(numbered(late)), delivered.add(numbered(late))]).toEqual([false, true, false]);
    expect(delivered.size).toBe(1);
    expect(heapUsed() - before).toBeLessThan(1_000_000);
  });

  it('remembers the last 4,096 ids of another form', () => {
    const delivered = new Delivered('conv');
    const add = (index: number): boolean => delivered.add(message(`other-${index}`));
    for (let index = 0; index < 4_096; index += 1) add(index);
    expect([add(0), add(4_095)]).toEqual([false, false]);
    // One more, and the first is forgotten; a second look has not made it younger.
    expect([add(4_096), delivered.has(message('other-0')), delivered.has(message('other-1')), delivered.size]).toEqual([true, false, true, 4_096]);
  });

  it.each(['typing', 'conversationUpdate'])('never remembers %s, which is never recorded', type => {
    const delivered = new Delivered('conv');
    const chunk = { ...numbered(1), type };
    expect([delivered.add(chunk), delivered.add(chunk), delivered.has(chunk), delivered.size]).toEqual([true, true, false, 0]);
    expect(delivered.add(numbered(1))).toBe(true);
  });

  it('delivers what has no id as often as it comes', () => {
    const delivered = new Delivered('conv');
    expect([delivered.add(message()), delivered.add(message()), delivered.size]).toEqual([true, true, 0]);
  });

  it.each<[string, string]>([
    ['of another conversation', 'other|0000001'],
    ['of a conversation with this one as its beginning', 'conversation|0000001'],
    ['with another separator', 'conv-0000001'],
    ['without digits', 'conv|'],
    ['with more than digits', 'conv|0000001a'],
    ['with two bars', 'conv||0000001'],
    ['with more digits than a number holds', `conv|${'9'.repeat(18)}`],
    ['with a sign', 'conv|-1'],
    ['that is empty', ''],
  ])('takes an id %s for one of another form, and still delivers it once', (_, id) => {
    const delivered = new Delivered('conv');
    expect([delivered.add(numbered(1)), delivered.add(message(id)), delivered.add(message(id)), delivered.has(message(id)), delivered.size])
      .toEqual([true, true, false, true, 2]);
  });

  it('takes serials of seven and of eighteen digits for numbers', () => {
    const delivered = new Delivered('conv');
    expect([delivered.add(message('conv|0000001')), delivered.add(message('conv|000000000000000002')), delivered.size]).toEqual([true, true, 1]);
  });
});
