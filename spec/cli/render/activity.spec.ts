import { activityText, speaker } from '../../../src/cli/render/activity.js';

const message = (fields: Record<string, unknown>) => activityText({ type: 'message', ...fields });
const attachment = (contentType: string, fields: Record<string, unknown>) => message({ attachments: [{ contentType, ...fields }] });

describe('an activity on the screen', () => {
  it('is its text, line by line', () => {
    expect(message({ text: 'one\r\ntwo\n' })).toBe('one\ntwo');
  });

  it('does not reach the terminal with control characters', () => {
    expect(message({ text: 'a\u001b[31mb\u001b]0;title\u0007c\u009b2Jd\be\u202ef' })).toBe('abcdef');
    expect(speaker({ type: 'message', from: { id: 'b', name: 'E\u001b[2Jvil\nbot' } })).toBe('Evil bot');
  });

  it('is a short line for a card', () => {
    const content = { title: 'A card', text: 'With text.', buttons: [{ title: 'Yes' }, { title: 'No' }] };
    expect(attachment('application/vnd.microsoft.card.hero', { content })).toBe('[hero card: A card | With text. | buttons: Yes · No]');
  });

  it('is the texts of an adaptive card, in order, however they are nested', () => {
    const content = {
      body: [
        { type: 'TextBlock', text: 'Flights' },
        { type: 'ColumnSet', columns: [{ items: [{ text: 'from A' }] }, { items: [{ text: 'to B' }] }] },
      ],
      actions: [{ type: 'Action.Submit', title: 'Book' }],
    };
    expect(attachment('application/vnd.microsoft.card.adaptive', { content })).toBe('[adaptive card: Flights | from A | to B | buttons: Book]');
  });

  it('is name and place of a file, without the data of a data: URL', () => {
    expect(attachment('image/png', { name: 'cat.png', contentUrl: 'https://example.com/cat.png' })).toBe('[image/png: cat.png | https://example.com/cat.png]');
    expect(attachment('image/png', { contentUrl: `data:image/png;base64,${'A'.repeat(9_999)}` })).toBe('[image/png: data:image/png;base64,…]');
  });

  it('has its suggested actions', () => {
    const suggestedActions = { actions: [{ type: 'imBack', title: 'Red', value: 'r' }, { type: 'imBack', value: 'Blue' }] };
    expect(message({ text: 'Which?', suggestedActions })).toBe('Which?\nsuggested: Red · Blue');
  });

  it.each([
    [{ type: 'message' }, '(an empty message)'],
    [{ type: 'event', name: 'refresh' }, '(event refresh)'],
    [{ type: 'endOfConversation', code: 'completedSuccessfully' }, '(ends the conversation (completedSuccessfully))'],
    [{ type: 'handoff' }, '(handoff)'],
  ])('is never nothing: %j', (activity, text) => {
    expect(activityText(activity)).toBe(text);
  });

  it.each([
    [{ attachments: 'none' }], [{ attachments: [null, 7, {}] }], [{ suggestedActions: [1] }], [{ suggestedActions: { actions: [null] } }], [{ text: 7 }],
    [{ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { body: [null, { items: 'x' }] } }] }],
  ])('stands fields of wrong types: %j', fields => {
    expect(typeof message(fields)).toBe('string');
  });

  it('names who speaks', () => {
    expect(speaker({ type: 'message', from: { id: 'b1', name: 'Bot' } })).toBe('Bot');
    expect(speaker({ type: 'message', from: { id: 'b1' } })).toBe('b1');
    expect(speaker({ type: 'message' })).toBe('bot');
  });
});
