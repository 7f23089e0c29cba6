import { AT_WORK, Uncommitted } from '../../src/session/uncommitted.js';

const following = (uncommitted: Uncommitted) => {
  const told: string[] = [];
  uncommitted.settled$.subscribe(() => told.push('settled'));
  uncommitted.room$.subscribe(() => told.push('room'));
  return told;
};

describe('what is uncommitted', () => {
  it('begins with the first set that is not committed, in whichever order the others are', () => {
    const uncommitted = new Uncommitted();
    const [one, two, three] = [uncommitted.add(undefined, 1), uncommitted.add('1', 1), uncommitted.add('2', 1)];
    const firsts = [two, two, one, three, one].map(commit => (commit(), uncommitted.first?.before ?? 'none'));
    expect(firsts).toEqual(['none', 'none', '2', 'none', 'none']);
    expect(uncommitted.first).toBe(undefined);
  });

  it('is told of as it gets less, once for each set', () => {
    const uncommitted = new Uncommitted();
    let told = 0;
    uncommitted.changed$.subscribe(() => (told += 1));
    const commit = uncommitted.add('0', 1);
    commit();
    commit();
    expect(told).toBe(1);
  });

  it('is settled once all of it is committed', () => {
    const uncommitted = new Uncommitted();
    expect(following(uncommitted)).toEqual(['settled', 'room']);
    const [one, two] = [uncommitted.add('0', 1), uncommitted.add('1', 1)];
    const told = following(uncommitted);
    two();
    expect(told).toEqual(['room']);
    one();
    expect(told).toEqual(['room', 'settled']);
  });

  it('is full from 1,000 activities on, until all are committed', () => {
    const uncommitted = new Uncommitted();
    const commits = Array.from({ length: 4 }, () => uncommitted.add('0', AT_WORK / 4));
    const told = following(uncommitted);
    expect([uncommitted.isFull, told]).toEqual([true, []]);
    commits.slice(1).forEach(commit => commit());
    expect([uncommitted.isFull, told]).toEqual([true, []]);
    commits[0]?.();
    expect([uncommitted.isFull, told]).toEqual([false, ['settled', 'room']]);
  });

  it('stays so when its pipelines leave, but nobody waits for it', () => {
    const uncommitted = new Uncommitted();
    const commit = uncommitted.add('0', AT_WORK);
    const told = following(uncommitted);
    uncommitted.abandon();
    expect([told, uncommitted.isFull, uncommitted.first?.before]).toEqual([['settled', 'room'], false, '0']);
    uncommitted.add('1', 1);
    commit();
    expect([uncommitted.first?.before, following(uncommitted)]).toEqual(['1', ['room']]);
  });

  it('is none of another conversation', () => {
    const uncommitted = new Uncommitted();
    const commit = uncommitted.add('0', AT_WORK);
    uncommitted.forget();
    expect(uncommitted.first).toBe(undefined);
    uncommitted.add('7', 1);
    commit();
    expect([uncommitted.first?.before, uncommitted.isFull]).toEqual(['7', false]);
  });
});
