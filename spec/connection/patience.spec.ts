import { catchError, defer, map, of, retry, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { retryHealing, spacedAfterErrors } from '../../src/connection/patience.js';
import { DirectLineHttpError, DirectLineNetworkError, isDirectLineError } from '../../src/errors.js';

const cut = new DirectLineNetworkError('cut', false);
const refused = new DirectLineHttpError('no', 401);
/** Errors as values, since marbles compare no more of them than their message. */
const named = (source: Observable<string>) =>
  source.pipe(catchError((error: unknown) => of(isDirectLineError(error) ? error.name : 'not ours')));

describe('retryHealing', () => {
  const seconds = retryHealing(({ attempt }) => attempt * 1_000);

  it('tries again what can heal, after the wait that the policy names for the attempt', marbles(m => {
    const fails = m.cold('  -#', undefined, cut);
    const works = m.cold('  -(a|)');
    const sources = [fails, fails, works];
    const source = defer(() => sources.shift() ?? works);
    m.expect(source.pipe(seconds)).toBeObservable('1ms 1s 1ms 2s 1ms (a|)');
    m.expect(fails).toHaveSubscriptions(['         ^!', '1001ms   ^!']);
    m.expect(works).toHaveSubscriptions('            3002ms ^!');
  }));

  it('counts anew after a value', marbles(m => {
    const source = m.cold('                   a-#', undefined, cut);
    m.expect(source.pipe(seconds), '          ^ 3500ms !').toBeObservable('a-  1s a-  1s a-  1s a');
  }));

  it('ends with what cannot heal, at once and as it is', marbles(m => {
    const source = m.cold('             -a-#', undefined, refused);
    m.expect(source.pipe(seconds, named)).toBeObservable('-a-(b|)', { a: 'a', b: 'DirectLineHttpError' });
    m.expect(source).toHaveSubscriptions('^--!');
  }));

  it('ends with the error that the policy gives up, and with what a policy throws', marbles(m => {
    const source = m.cold('-#', undefined, cut);
    const thrower = retryHealing(() => { throw new Error('mine'); });
    m.expect(source.pipe(retryHealing(() => null), named)).toBeObservable('-(b|)', { b: 'DirectLineNetworkError' });
    m.expect(source.pipe(thrower, named)).toBeObservable('-(b|)', { b: 'DirectLineCallbackError' });
  }));

  it('leaves no wait behind', marbles(m => {
    const source = m.cold('           -#', undefined, cut);
    m.expect(source.pipe(seconds), '^---!').toBeObservable('-----');
    m.expect(source).toHaveSubscriptions('^!');
  }));
});

describe('spacedAfterErrors', () => {
  it('makes a plain retry() wait 1, 2, 4, 8 s', marbles(m => {
    const source = m.cold('                              #', undefined, refused);
    m.expect(source.pipe(spacedAfterErrors(), retry()), '^ 15s !').toBeObservable('');
    m.expect(source).toHaveSubscriptions(['(^!)', '1s (^!)', '3s (^!)', '7s (^!)', '15s (^!)']);
  }));

  it('lets a first subscriber through at once, and who comes when the wait is over', marbles(m => {
    const source = m.cold('                  -#', undefined, refused);
    const spaced = source.pipe(spacedAfterErrors());
    m.expect(spaced.pipe(named)).toBeObservable('-(e|)', { e: 'DirectLineHttpError' });
    m.expect(spaced.pipe(named), '   2s ^').toBeObservable('2s -(e|)', { e: 'DirectLineHttpError' });
    m.expect(source).toHaveSubscriptions(['^!', '2s ^!']);
  }));

  it('lets who waits through as soon as the app says so, and forgets the errors of before', marbles(m => {
    const source = m.cold('                                     #', undefined, refused);
    const now$ = m.hot('                                         1500ms n');
    m.expect(source.pipe(spacedAfterErrors(now$), retry()), '^ 4s !').toBeObservable('');
    m.expect(source).toHaveSubscriptions(['(^!)', '1s (^!)', '1500ms (^!)', '2500ms (^!)']);
  }));

  it('forgets errors after a value', marbles(m => {
    const source = m.cold('             a#', undefined, refused);
    m.expect(source.pipe(spacedAfterErrors(), retry(), map(String)), '^ 3s !').toBeObservable('a 1s a 1s a');
  }));

  it('leaves no wait behind', marbles(m => {
    const source = m.cold('                              #', undefined, refused);
    m.expect(source.pipe(spacedAfterErrors(), retry()), '^ 500ms !').toBeObservable('');
    m.expect(source).toHaveSubscriptions('(^!)');
  }));
});
