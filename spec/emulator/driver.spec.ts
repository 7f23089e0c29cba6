import { allAbilities } from '../../src/emulator/abilities/all.js';
import { composed } from '../../src/emulator/composed.js';
import type { Output } from '../../src/emulator/core/messages.js';
import { createWorld } from '../../src/emulator/core/world.js';
import { drive } from '../../src/emulator/driver.js';
import { settingsOf } from '../../src/emulator/settings.js';

const driven = () => {
  const performed: Output['type'][] = [];
  const defects: unknown[] = [];
  const world = createWorld(settingsOf({}, 'https://service', { botLabel: 'bot', botRefusedHint: '' }, () => 1), composed(allAbilities).parts);
  const driver = drive(world, { perform: ({ type }) => performed.push(type), defect: (error) => defects.push(error) });
  return { driver, performed, defects };
};

describe('the clock of the core', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  // The second is 16.1 s, an `exp`, in milliseconds.
  it.each([[10.4, 11], [16.1 * 1_000, 16_101], [11, 11]])('waits once for what is due after %d ms, at a whole millisecond as clocks have them', (afterMs, atMs) => {
    const timers = jest.spyOn(globalThis, 'setInterval');
    const { driver, performed, defects } = driven();
    driver.send({ type: 'fault', fault: { kind: 'drop' }, when: { afterMs } });
    jest.advanceTimersByTime(atMs - 1);
    expect(performed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect({ performed, timers: timers.mock.calls.length, left: jest.getTimerCount(), defects }).toEqual({ performed: ['fault'], timers: 1, left: 0, defects: [] });
    timers.mockRestore();
  });

  it('waits in pieces for what is due later than a timer can be', () => {
    const { driver, performed } = driven();
    driver.send({ type: 'fault', fault: { kind: 'drop' }, when: { afterMs: 2 ** 31 + 999 } });
    jest.advanceTimersByTime(2 ** 31 + 998);
    expect(performed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(performed).toEqual(['fault']);
  });

  it('sets no timer, and performs nothing, once it has been stopped', () => {
    const { driver, performed } = driven();
    driver.send({ type: 'fault', fault: { kind: 'drop' }, when: { everyMs: 5 } });
    driver.stop();
    driver.send({ type: 'fault', fault: { kind: 'drop' } });
    jest.advanceTimersByTime(100);
    expect([performed, jest.getTimerCount()]).toEqual([[], 0]);
  });
});
