import { defer, of, throwError, type Observable } from 'rxjs';
import { DirectLineNetworkError } from '../../src/errors.js';
import type { Activity, ActivitySet } from '../../src/protocol/types.js';
import { hiddenPages, historyPages } from '../../src/receive/pages.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

const said = (...texts: readonly string[]): Activity[] => texts.map(text => ({ type: 'message', id: text, text }));

/** Answers these in turn, whatever is asked. */
const answering = (...answers: readonly (ActivitySet | Error)[]) => {
  const asked: (string | undefined)[] = [];
  const page = (after?: string): Observable<ActivitySet> =>
    defer(() => {
      const answer = answers[asked.push(after) - 1];
      return answer instanceof Error || !answer ? throwError(() => answer ?? new Error('asked too often')) : of(answer);
    });
  return { asked, page };
};

const first: ActivitySet = { activities: said('a', 'b'), watermark: '2' };
const second: ActivitySet = { activities: said('c'), watermark: '3' };
const last: ActivitySet = { activities: [], watermark: '3' };

describe('pages', () => {
  it('are asked one after the other until one is empty, which is told as well', () => {
    const { asked, page } = answering(first, second, last);
    expect(valuesOf(historyPages(page))).toEqual([{ ...first, polled: true, more: true }, { ...second, polled: true, more: true }, { ...last, polled: true }]);
    expect(asked).toEqual([undefined, '2', '3']);
  });

  it('begin after a watermark', () => {
    const { asked, page } = answering(second, last);
    valuesOf(historyPages(page, '2'));
    expect(asked).toEqual(['2', '3']);
  });

  it.each<[string, ActivitySet]>([
    ['the watermark of before', { ...first, watermark: '7' }],
    ['no watermark', { activities: first.activities }],
    ['a null watermark', { ...first, watermark: null }],
    ['an empty watermark', { ...first, watermark: '' }],
  ])('end with a page that has activities and %s, rather than go round for ever', (_, answer) => {
    const { asked, page } = answering(answer);
    expect(valuesOf(historyPages(page, '7'))).toEqual([{ ...answer, polled: true }]);
    expect(asked).toEqual(['7']);
  });

  it('error with the page that fails, after those before it', () => {
    const cut = new DirectLineNetworkError('cut', false);
    const { page } = answering(first, cut);
    const told: unknown[] = [];
    historyPages(page).subscribe({ next: ({ activities }) => told.push(activities.length), error: (error: unknown) => told.push(error) });
    expect(told).toEqual([2, cut]);
  });

  it('are asked again by each subscription', () => {
    const { asked, page } = answering(last, last);
    const pages$ = historyPages(page, '3');
    expect(asked).toEqual([]);
    valuesOf(pages$);
    valuesOf(pages$);
    expect(asked).toEqual(['3', '3']);
  });
});

describe('pages that are not wanted', () => {
  it('are one set, hidden, with the last watermark', () => {
    expect(valuesOf(hiddenPages(answering(first, second, last).page))).toEqual([
      { activities: said('a', 'b', 'c'), watermark: '3', polled: true, hidden: true },
    ]);
  });

  it('leave out what came meanwhile, which is new', () => {
    const held = [{ activities: said('c') }, { activities: [{ type: 'typing' }] }];
    const [set] = valuesOf(hiddenPages(answering(first, second, last).page, held));
    expect(set?.activities.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('are nothing at all when one of them fails: half of them would be taken for the whole', () => {
    expect(errorOf(hiddenPages(answering(first, new DirectLineNetworkError('cut', false)).page)).name).toBe('DirectLineNetworkError');
    const told: unknown[] = [];
    hiddenPages(answering(first, new Error()).page).subscribe({ next: set => told.push(set), error: () => undefined });
    expect(told).toEqual([]);
  });

  it('of an empty conversation are an empty set', () => {
    expect(valuesOf(hiddenPages(answering({ activities: [] }).page))).toEqual([{ activities: [], watermark: null, polled: true, hidden: true }]);
  });
});
