import { take, type Observable } from 'rxjs';
import { provideDirectLine } from '../../src/angular/index.js';
import type { Activity } from '../../src/index.js';
import { application, pass, reader, serving } from './support.js';

const textsOf = (activities: readonly Activity[]) => activities.map(({ text }) => text);

/** What comes to who takes one and leaves. */
const one = async <T>(source$: Observable<T>): Promise<T[]> => {
  const taken: T[] = [];
  source$.pipe(take(1)).subscribe((value) => taken.push(value));
  await pass(100);
  return taken;
};

/** A client that is lingered for, in a conversation in which so much was said. */
const joining = async (...said: readonly string[]) => {
  const { options } = serving();
  const writer = reader(application([provideDirectLine(() => options)]));
  for (const text of said) {
    writer.send(text).subscribe();
    await pass(100);
  }
  const resume = { conversationId: writer.checkpoint()?.conversationId ?? '' };
  return { writer, line: reader(application([provideDirectLine(() => ({ ...options, resume, lingerMs: 1_000 }))])) };
};

describe('each recorded activity comes once, and none is lost,', () => {
  it('to who takes one and leaves, again and again: what is left of a set waits for him', async () => {
    const { writer, line } = await joining('one', 'two');
    const taken: Activity[] = [];
    for (let times = 0; times < 3; times++) taken.push(...(await one(line.activity$)));
    expect(textsOf(taken)).toEqual(['one', 'That: one', 'two']);
    line.activity$.subscribe((activity) => taken.push(activity));
    writer.send('three').subscribe();
    await pass(100);
    expect(textsOf(taken)).toEqual(['one', 'That: one', 'two', 'That: two', 'three', 'That: three']);
  });

  it('to who takes a set and leaves: the sets behind it wait for him', async () => {
    const { writer, line } = await joining('one');
    const sets = await one(line.activitySet$);
    writer.send('two').subscribe();
    await pass(100);
    for (let times = 0; times < 2; times++) sets.push(...(await one(line.activitySet$)));
    expect(sets.map(({ activities }) => textsOf(activities))).toEqual([['one', 'That: one'], ['two'], ['That: two']]);
  });
});
