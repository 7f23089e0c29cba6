import { service } from '../support/service.js';

function told(count: number, changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const { conversationId } = it.start();
  for (let n = 0; n < count; n++) it.botSays(conversationId, { type: 'message', text: `${n}` });
  return { ...it, read: (watermark?: string) => it.history(conversationId, watermark), conversationId };
}
const page = (watermark: string, ...texts: string[]) => ({ activities: texts.map((text) => expect.objectContaining({ text })), watermark });

describe('history', () => {
  it('comes in pages until one is empty, which repeats the watermark', () => {
    const { read } = told(5, { pageSize: 2 });
    expect(read()).toEqual(page('1', '0', '1'));
    expect(read('')).toEqual(page('1', '0', '1'));
    expect(read('-')).toEqual(page('1', '0', '1'));
    expect(read('1')).toEqual(page('3', '2', '3'));
    expect(read('3')).toEqual(page('4', '4'));
    expect(read('4')).toEqual(page('4'));
    expect(read('99')).toEqual(page('99'));
  });

  it('without an activity has a watermark from which nothing is lost', () => {
    const { read, botSays, conversationId } = told(0);
    expect(read()).toEqual(page('-'));
    botSays(conversationId, { type: 'message', text: 'first' });
    expect(read('-')).toEqual(page('0', 'first'));
  });

  it('is kept for a day, and what follows keeps its place', () => {
    const { read, wait, botSays, conversationId } = told(2);
    wait(86_399_999);
    expect(read()).toEqual(page('1', '0', '1'));
    wait(1);
    expect(read()).toEqual(page('-'));
    botSays(conversationId, { type: 'message', text: 'today' });
    expect(read()).toEqual(page('2', 'today'));
    expect(read('1')).toEqual(page('2', 'today'));
  });

  it('has all kinds but typing', () => {
    const { say, read, botSays, conversationId } = told(0);
    say(conversationId, '', { type: 'typing' });
    botSays(conversationId, { type: 'event', text: 'event' });
    botSays(conversationId, { type: 'endOfConversation', text: 'end' });
    say(conversationId, 'accepted all the same');
    expect(read()).toEqual(page('2', 'event', 'end', 'accepted all the same'));
  });

  it('refuses a watermark that it cannot have made', () => {
    const { ask, conversationId } = told(1);
    expect(ask({ op: 'get activities', conversationId, watermark: '1; drop' }).status).toBe(400);
  });
});
