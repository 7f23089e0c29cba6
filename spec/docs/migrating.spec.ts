import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectLine } from '../../src/webchat/index.js';
import { root } from '../support/packed.js';

/** The declarations of botframework-directlinejs 0.15.8: all that others can use, private members aside. */
const former = {
  options: [
    'secret', 'token', 'conversationId', 'watermark', 'domain', 'webSocket', 'pollingInterval', 'streamUrl', 'timeout', 'botAgent',
    'conversationStartProperties', 'streaming', 'scheduler', 'WebSocket', 'ajax', 'random',
  ],
  members: ['connectionStatus$', 'activity$', 'referenceGrammarId', 'setConnectionStatusFallback', 'reconnect', 'end', 'getSessionId', 'postActivity', 'setUserId'],
  imports: [
    'DirectLineStreaming', 'Conversation', 'MediaType', 'Media', 'CardActionTypes', 'CardAction', 'HeroCard', 'KnownMedia', 'Attachment', 'UserRole', 'User',
    'DeliveryMode', 'IActivity', 'AttachmentLayout', 'Message', 'Typing', 'EventActivity', 'Activity', 'ActivityGroup', 'ConnectionStatus', 'DirectLineOptions',
    'Services', 'IBotConnection',
  ],
};
const page = readFileSync(join(root, 'docs/migrating.md'), 'utf8');
const rows = page.slice(page.indexOf('## `new DirectLine(…)`')).split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
const namesIn = (cell = ''): readonly string[] => [...cell.matchAll(/`([\w$]+)`/g)].map(([, name = '']) => name);
const rowOf = (name: string) => rows.find(([cell]) => namesIn(cell).includes(name));

describe('docs/migrating.md', () => {
  it.each(Object.entries(former))('has what becomes of each of the %s of botframework-directlinejs', (_, names) => {
    expect(names.filter((name) => (rowOf(name)?.[1] ?? '').length < 3)).toEqual([]);
  });

  it('has each member that there is not as `none`, and the class has the others', () => {
    const directLine = new DirectLine({ token: 't' });
    const absent = former.members.filter((name) => rowOf(name)?.[1]?.startsWith('none'));
    expect(former.members.filter((name) => !(name in directLine))).toEqual(absent);
    expect(absent).toEqual(['setConnectionStatusFallback']);
  });
});
