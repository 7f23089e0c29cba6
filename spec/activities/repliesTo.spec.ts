import { marbles } from 'rxjs-marbles/jest';
import { repliesTo } from '../../src/activities/repliesTo.js';
import { says } from './made.js';

const activities = {
  a: says('to 1', { replyToId: 'c|1' }),
  b: says('to 2', { replyToId: 'c|2' }),
  c: says('to nobody'),
  d: says('to 1 again', { replyToId: 'c|1', type: 'event' }),
};

describe('repliesTo', () => {
  it('lets through what answers one activity', marbles(m => {
    const source = m.hot('                                                       -a-b-c-d-|', activities);
    m.expect(source.pipe(repliesTo('c|1')), '      ^---------!').toBeObservable('-a-----d-|', activities);
    m.expect(source.pipe(repliesTo(says('', { id: 'c|2' })))).toBeObservable('   ---b-----|', activities);
    m.expect(source.pipe(repliesTo('c|3'))).toBeObservable('                     ---------|');
  }));

  it('lets nothing through for an activity without an id', marbles(m => {
    const source = m.cold('                                    -a-c-|', activities);
    m.expect(source.pipe(repliesTo(says('')))).toBeObservable('-----|');
  }));

  it('ends, errors and is left with its source', marbles(m => {
    const [empty, never, error] = [m.cold('|'), m.cold('-'), m.cold('--#')];
    m.expect(empty.pipe(repliesTo('x'))).toBeObservable('        |');
    m.expect(error.pipe(repliesTo('x'))).toBeObservable('        --#');
    m.expect(never.pipe(repliesTo('x')), '^--!').toBeObservable('----');
    m.expect(never).toHaveSubscriptions('                        ^--!');
  }));
});
