import { concat, map, NEVER, Observable, of, Subject, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { inTurn } from '../../../src/cli/tail/inTurn.js';

const takes = (ms: number) => (value: string) => timer(ms).pipe(map(() => value));

describe('work in turn', () => {
  it('is done for one value after the other', marbles(m => {
    const source$ = m.hot('-a-b-c--------');
    const expected = '     ----a--b--c---';
    const subs = '         ^-------------';
    m.expect(source$.pipe(inTurn(takes(3), 10))).toBeObservable(expected);
    m.expect(source$).toHaveSubscriptions(subs);
  }));

  it('leaves a source that is too fast, and comes back when all is done', marbles(m => {
    // More than two wait when c has come; of d the source has to tell again.
    const source$ = m.hot('abcd---------------e----');
    const expected = '     ----a---b---c----------e';
    const subs = [
      '                    ^-!',
      '                    ------------^',
    ];
    m.expect(source$.pipe(inTurn(takes(4), 2))).toBeObservable(expected);
    m.expect(source$).toHaveSubscriptions(subs);
  }));

  it('loses nothing that the source had given before it was left, in the middle of a burst too', () => {
    const done: number[] = [];
    const gates: Subject<never>[] = [];
    let next = 0;
    // Goes on where it was left, as activity$ does.
    const source$ = new Observable<number>(subscriber => {
      while (!subscriber.closed && next < 7) subscriber.next(next++);
    });
    const subscription = concat(source$, NEVER).pipe(
      inTurn(value => {
        const gate = new Subject<never>();
        gates.push(gate);
        return concat(gate, of(value));
      }, 2),
    ).subscribe(value => done.push(value));
    expect(next).toBe(3);
    for (let count = 0; count < 3; count += 1) gates[count]?.complete();
    expect(done).toEqual([0, 1, 2]);
    expect(next).toBe(6);
    for (let count = 3; count < 7; count += 1) gates[count]?.complete();
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6]);
    subscription.unsubscribe();
  });
});
