import fc from 'fast-check';
import { isSameConversation, readSavedConversation, savedConversation } from '../../src/session/savedConversation.js';

const owner = { baseUrl: 'https://service', userId: 'ann' };
const all = { withToken: true, withWatermark: true };
const text = fc.string({ minLength: 1, unit: 'binary' }).filter(value => value.trim() !== '');
const optional = (name: string) => fc.option(text.map(value => ({ [name]: value })), { nil: {} });
const checkpoint = fc.tuple(text, optional('watermark'), optional('token')).map(([conversationId, ...rest]) => Object.assign({ conversationId }, ...rest));

describe('a saved conversation', () => {
  it('is the same when it is read again, as an object or as its JSON text, whatever its texts', () => {
    fc.assert(
      fc.property(checkpoint, one => {
        const saved = savedConversation(one, owner, all);
        expect(saved).toEqual({ ...one, ...owner });
        expect([saved, JSON.stringify(saved)].map(answer => readSavedConversation(answer, owner))).toEqual([saved, saved]);
      }),
    );
  });

  it('contains the token only with withToken, and no watermark without withWatermark', () => {
    const one = { conversationId: 'c', watermark: '1', token: 't' };
    expect([{}, { withToken: true }, { withWatermark: false }].map(fields => savedConversation(one, {}, fields)))
      .toEqual([{ conversationId: 'c', watermark: '1' }, one, { conversationId: 'c' }]);
  });

  it('is read by its owner only', () => {
    const saved = savedConversation({ conversationId: 'c' }, owner, all);
    const read = [{ ...owner, baseUrl: 'https://other' }, { userId: 'ann' }, { ...owner, userId: 'bob' }, { baseUrl: 'https://service' }, owner]
      .map(each => readSavedConversation(saved, each));
    expect(read).toEqual(['it belongs to another service', 'it belongs to another service', 'it belongs to another user', 'it belongs to another user', saved]);
  });

  it.each(['conversationId', 'watermark', 'token', 'baseUrl', 'userId'])('is refused by the name of its field if its %s is not a non-empty string', name => {
    const saved = { conversationId: 'c', watermark: '1', token: 't', ...owner };
    const answers = [7, null, '', ' ', {}, ['c'], true].map(value => ({ ...saved, [name]: value }));
    for (const answer of answers) expect(readSavedConversation(answer, owner)).toBe(`its ${name} is not a non-empty string`);
  });

  it('is refused in words, or has the form of one, whatever the storage returns', () => {
    const anything = fc.oneof(fc.anything(), fc.json(), fc.anything().map(value => JSON.stringify({ ...owner, conversationId: 'c', watermark: value })), fc.string());
    fc.assert(
      fc.property(anything, answer => {
        const read = readSavedConversation(answer, owner);
        if (typeof read === 'string') expect(read).toMatch(/^its? /);
        else expect(Object.values(read).every(value => typeof value === 'string')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused if its JSON text is cut anywhere', () => {
    const saved = JSON.stringify({ conversationId: 'c', watermark: '12', token: 't', ...owner });
    for (let length = 0; length < saved.length; length += 1)
      expect(readSavedConversation(saved.slice(0, length), owner)).toBe('it is neither an object nor its JSON text');
  });

  it('is the same as another one if all of its fields are', () => {
    const saved = { conversationId: 'c', watermark: '1', token: 't', ...owner };
    const others = Object.keys(saved).flatMap(name => [{ ...saved, [name]: 'other' }, ...(name === 'conversationId' ? [] : [{ ...saved, [name]: undefined }])]);
    expect([isSameConversation(saved, { ...saved }), ...others.map(other => isSameConversation(saved, Object.assign({ conversationId: 'c' }, other)))])
      .toEqual([true, ...others.map(() => false)]);
  });
});
