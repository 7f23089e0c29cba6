import fc from 'fast-check';
import { checkpointIn, keptText } from '../../src/session/kept.js';

const owner = { baseUrl: 'https://service', userId: 'ann' };
const text = fc.string({ minLength: 1, unit: 'binary' }).filter(value => value.trim() !== '');
const optional = (name: string) => fc.option(text.map(value => ({ [name]: value })), { nil: {} });
const checkpoint = fc.tuple(text, optional('watermark'), optional('token')).map(([conversationId, ...rest]) => Object.assign({ conversationId }, ...rest));

describe('a checkpoint as it is kept', () => {
  it('is the same when it is read again, whatever its texts', () => {
    fc.assert(fc.property(checkpoint, one => expect(checkpointIn(keptText(one, owner), owner)).toEqual(one)));
  });

  it('is of its owner only', () => {
    const kept = keptText({ conversationId: 'c' }, owner);
    const read = [{ ...owner, baseUrl: 'https://other' }, { userId: 'ann' }, { ...owner, userId: 'bob' }, { baseUrl: 'https://service' }, owner].map(each => checkpointIn(kept, each));
    expect(read).toEqual(['it is of another service', 'it is of another service', 'it is of another user', 'it is of another user', { conversationId: 'c' }]);
  });

  it('is none, in words, or has the form of one, whatever the storage gives', () => {
    const anything = fc.oneof(fc.anything(), fc.json(), fc.anything().map(value => JSON.stringify({ ...owner, conversationId: 'c', watermark: value })), fc.string());
    fc.assert(
      fc.property(anything, kept => {
        const read = checkpointIn(kept, owner);
        if (typeof read === 'string') expect(read).toMatch(/^it is /);
        else expect(Object.values(read).every(value => typeof value === 'string')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is cut anywhere is none', () => {
    const kept = keptText({ conversationId: 'c', watermark: '12', token: 't' }, owner);
    for (let length = 0; length < kept.length; length += 1) expect(checkpointIn(kept.slice(0, length), owner)).toBe('it is not what a client keeps');
  });
});
