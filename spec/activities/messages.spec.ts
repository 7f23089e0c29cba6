import { contentOf, emptyList, newest, withMessage, type MessageList, type TranscriptMessage } from '../../src/activities/messages.js';
import { says } from './made.js';

const pending = (key: string): TranscriptMessage => ({ key, status: 'pending', isOwn: true, ...contentOf(says(key)) });

describe('the list of messages', () => {
  it('drops the oldest beyond a number, and forgets that it waits for their echoes', () => {
    const list: MessageList = { ...['1', '2', '3'].map(pending).reduce(withMessage, emptyList), awaitingEcho: ['1', '2', '3'] };
    expect(newest(list, 2)).toMatchObject({ messages: [{ key: '2' }, { key: '3' }], dropped: 1, created: 3, awaitingEcho: ['2', '3'] });
    expect(newest(list, 3)).toBe(list);
  });
});
