import { marbles } from 'rxjs-marbles/jest';
import { EMPTY, from, map, NEVER } from 'rxjs';
import { fromTranscriptFile, paced, transcript, type Activity } from '../../src/index.js';
import { thrownBy } from '../support/outcomes.js';
import { says } from './made.js';

const at = (text: string, timestamp?: string): Activity => says(text, timestamp === undefined ? {} : { timestamp });
const a = at('a', '2026-01-01T00:00:10.0000000Z');
const b = at('b', '2026-01-01T00:00:10.0200000Z');
const c = at('c', '2026-01-01T00:01:10.0200000Z');
const n = at('n');
const x = at('x', 'at noon');

describe('a transcript, replayed', () => {
  it('has the gaps that were between its activities, the longest ones shortened', marbles(m => {
    m.expect(from([a, b, c]).pipe(paced())).toBeObservable('          a 19ms b 4999ms (c|)', { a, b, c });
  }));

  it.each([2, 0.5, Infinity])('is %p times as fast', speed =>
    marbles(m => {
      const times: Readonly<Record<number, string>> = { 2: 'a 9ms b 4999ms (c|)', 0.5: 'a 39ms b 4999ms (c|)', [Infinity]: '(abc|)' };
      m.expect(from([a, b, c]).pipe(paced({ speed }))).toBeObservable(times[speed] ?? '', { a, b, c });
    })());

  it('waits as long as it may', marbles(m => {
    m.expect(from([a, b, c]).pipe(paced({ maxGapMs: 5 }))).toBeObservable('a---- b----(c|)', { a, b, c });
    m.expect(from([a, b, c]).pipe(paced({ maxGapMs: 0 }))).toBeObservable('(abc|)', { a, b, c });
    m.expect(from([a, b, c]).pipe(paced({ maxGapMs: 60_000 }))).toBeObservable('a 19ms b 59999ms (c|)', { a, b, c });
  }));

  it('does not wait for what has no time, or an earlier one, and counts on from the last that had one', marbles(m => {
    m.expect(from([n, a, n, x, b]).pipe(paced())).toBeObservable('(nanx) 14ms (b|)', { a, b, n, x });
    m.expect(from([b, a, b]).pipe(paced())).toBeObservable('(ba) 16ms (b|)', { a, b });
  }));

  it('passes an error as it comes, and stops waiting when nobody is there', marbles(m => {
    const activity$ = m.cold('    (ab)#', { a, b });
    m.expect(activity$.pipe(paced())).toBeObservable('a---#', { a });
    m.expect(from([a, c]).pipe(paced()), '^--!').toBeObservable('a---', { a });
  }));

  it('is a chat like any other', marbles(m => {
    const file = JSON.stringify([a, { ...b, text: 'bee' }]);
    const replay$ = transcript({ activity$: fromTranscriptFile(file).pipe(paced()), connectionStatus$: NEVER, postActivity: () => EMPTY }).state$.pipe(
      map(({ messages }) => messages.map(({ text }) => text).join()),
    );
    m.expect(replay$, '^ 30ms !').toBeObservable('(xa) 16ms b', { x: '', a: 'a', b: 'a,bee' });
  }));

  it.each<[object, string]>([
    [{ speed: 0 }, 'speed: got 0; it takes a number above 0'], [{ speed: -1 }, 'speed: got -1; it takes a number above 0'], [{ speed: NaN }, 'speed: got NaN; it takes a number above 0'],
    [{ maxGapMs: -1 }, 'maxGapMs: got -1; it takes a number of milliseconds from 0 to 2147483647'],
  ])('takes no %p', (options, message) => expect(thrownBy(() => paced(options)).message).toBe(message));
});
