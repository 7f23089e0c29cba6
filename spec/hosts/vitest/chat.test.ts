import { EMPTY, map, of, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { virtualTimeService, type BotFunction } from 'rx-directline/testing';
import { expect, test } from 'vitest';

const parrot: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }) : EMPTY);

test('an answer comes after a drop', () => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ expectObservable }) => {
    const { createDirectLine, faults } = virtualTimeService(parrot);
    const directLine = createDirectLine();
    timer(10_000).subscribe(() => faults.drop());
    timer(20_000).subscribe(() => directLine.postActivity({ type: 'message', text: 'hello' }).subscribe());
    expectObservable(directLine.activity$.pipe(map(({ text }) => text)), '30s !').toBe('20s (ab)', { a: 'hello', b: 'That: hello' });
  });
});
