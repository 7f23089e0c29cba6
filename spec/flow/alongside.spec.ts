import { marbles } from 'rxjs-marbles/jest';
import { alongside } from '../../src/flow/alongside.js';

describe('alongside an effect', () => {
  it('the source passes, and the values and the end of the effect do not', marbles(m => {
    const source = m.hot('  -a--b--c--|');
    const effect = m.hot('  --x-y-|');
    m.expect(source.pipe(alongside(() => effect.subscribe()))).toBeObservable('-a--b--c--|');
    m.expect(effect).toHaveSubscriptions('^-----!');
  }));

  it('the effect runs until the source ends, and no longer', marbles(m => {
    const source = m.hot('  -a--|');
    const effect = m.hot('  --x-----x');
    m.expect(source.pipe(alongside(() => effect.subscribe()))).toBeObservable('-a--|');
    m.expect(effect).toHaveSubscriptions('^---!');
  }));

  it('leaving leaves both', marbles(m => {
    const source = m.hot('  -a--b--c');
    const effect = m.hot('  --------');
    m.expect(source.pipe(alongside(() => effect.subscribe())), '^--!').toBeObservable('-a--');
    m.expect(source).toHaveSubscriptions('^--!');
    m.expect(effect).toHaveSubscriptions('^--!');
  }));

  it('a source that is over at once starts no effect', marbles(m => {
    const effect = m.hot('  --x');
    m.expect(m.cold('(a|)').pipe(alongside(() => effect.subscribe()))).toBeObservable('(a|)');
    m.expect(m.cold('#').pipe(alongside(() => effect.subscribe()))).toBeObservable('#');
  }));
});
