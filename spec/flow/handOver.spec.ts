import { throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { handOver } from '../../src/flow/handOver.js';

describe('handing over', () => {
  it('goes on with what the first value makes, and leaves the source', marbles(m => {
    const source = m.hot('  --a--b--|');
    const inner = m.cold('    -x-y-|');
    m.expect(source.pipe(handOver(() => inner))).toBeObservable('---x-y-|');
    m.expect(source).toHaveSubscriptions('^-!');
  }));

  it('ends as the source ends where there was no value', marbles(m => {
    m.expect(m.hot('--|').pipe(handOver(() => m.cold('x')))).toBeObservable('--|');
    m.expect(m.hot('--#').pipe(handOver(() => m.cold('x')))).toBeObservable('--#');
  }));

  it('passes the error of what follows, also of a function that throws', marbles(m => {
    m.expect(m.hot('-a').pipe(handOver(() => m.cold('--#')))).toBeObservable('---#');
    m.expect(m.hot('-a').pipe(handOver(() => throwError(() => 'error')))).toBeObservable('-#');
  }));

  it('leaving leaves whichever goes on', marbles(m => {
    const source = m.hot('  --a');
    const inner = m.cold('    -x-y');
    m.expect(source.pipe(handOver(() => inner)), '^---!').toBeObservable('---x-');
    m.expect(inner).toHaveSubscriptions('--^-!');
    m.expect(m.hot('--a').pipe(handOver(() => inner)), '^!').toBeObservable('--');
  }));
});
