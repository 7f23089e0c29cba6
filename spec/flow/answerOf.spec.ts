import { lastValueFrom, of, toArray } from 'rxjs';
import { answerOf, firstAnswer } from '../../src/flow/answerOf.js';

const all = (call: () => unknown): Promise<unknown[]> => lastValueFrom(answerOf(call).pipe(toArray()));

describe('what a storage answers', () => {
  it('may come at once, by a promise, by anything that has a then, or by an observable', async () => {
    const thenable = { then: (ok: (text: string) => void) => void ok('later') };
    const answers = [() => 'now', () => null, () => undefined, async () => 'a promise', () => thenable, () => of('observed')].map(all);
    expect(await Promise.all(answers)).toEqual([['now'], [null], [undefined], ['a promise'], ['later'], ['observed']]);
  });

  it('at once is there at once', () => {
    const told: unknown[] = [];
    answerOf(() => 'now').subscribe(value => told.push(value));
    expect(told).toEqual(['now']);
  });

  it('is asked for by each subscription, and by nothing else', () => {
    let asked = 0;
    const answer$ = answerOf(() => (asked += 1));
    expect(asked).toBe(0);
    answer$.subscribe();
    answer$.subscribe();
    expect(asked).toBe(2);
  });

  it('may be an error, thrown or rejected', async () => {
    const error = new Error('the disk is full');
    await expect(all(() => { throw error; })).rejects.toBe(error);
    await expect(all(() => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('the first answer of a function of the app', () => {
  const first = (call: () => unknown) => lastValueFrom(firstAnswer(call).pipe(toArray()));
  it('is a whole text, an object, or the first value of an iterable, a promise or an observable', async () => {
    const values = async function* () { yield 'of an async iterable'; yield 'second'; };
    const answers = [() => 'text', () => ({ token: 'an object' }), () => ['of an array', 'second'], async () => 'promised', () => of('observed', 'second'), values].map(first);
    expect(await Promise.all(answers)).toEqual([['text'], [{ token: 'an object' }], ['of an array'], ['promised'], ['observed'], ['of an async iterable']]);
  });
});
