import { mergeMap, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { firstBefore } from '../../src/flow/firstBefore.js';

describe('the first before an end', () => {
  it('is the first value, after which neither is listened to', marbles(m => {
    const source = m.hot('  --a--b--|');
    const ending = m.hot<never>('-----#');
    m.expect(source.pipe(firstBefore(ending))).toBeObservable('--(a|)');
    m.expect(source).toHaveSubscriptions('^-!');
    m.expect(ending).toHaveSubscriptions('^-!');
  }));

  it('is the error of the end that comes first, and the source is not asked where that was before', marbles(m => {
    const source = m.cold(' --a|');
    m.expect(source.pipe(firstBefore(m.cold<never>('-#')))).toBeObservable('-#');
    const never = m.cold('  --a|');
    m.expect(never.pipe(firstBefore(throwError(() => 'error')))).toBeObservable('#');
    m.expect(never).toHaveSubscriptions([]);
  }));

  it('is no error for who makes the end in answer to the value', () => {
    const ended$ = new Subject<void>();
    const told: unknown[] = [];
    const source$ = new Subject<string>();
    source$.pipe(firstBefore(ended$.pipe(mergeMap(() => throwError(() => 'ended'))))).subscribe({
      next: value => {
        told.push(value);
        ended$.next();
      },
      error: error => told.push(error),
      complete: () => told.push('complete'),
    });
    source$.next('a');
    expect(told).toEqual(['a', 'complete']);
  });
});
