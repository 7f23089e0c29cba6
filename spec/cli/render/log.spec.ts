import { logRow } from '../../../src/cli/render/log.js';
import { jsonLine } from '../../../src/cli/render/jsonLine.js';
import type { LogEntry } from '../../../src/emulator/index.js';

const row = (entry: LogEntry) => {
  const { tone, text } = logRow({ atMs: new Date(2026, 0, 2, 3, 4, 5, 6).getTime(), ...entry });
  return [tone, text];
};

describe('a row of the log', () => {
  const activity = { conversationId: 'c', activityType: 'message', activityId: 'c|0000001' };

  it.each<[LogEntry, string, string]>([
    [{ type: 'request', side: 'client', method: 'POST', path: '/v3/directline/conversations', status: 201, ms: 12 }, 'info', 'client    201     12 ms  POST /v3/directline/conversations'],
    [{ type: 'request', side: 'bot', method: 'PUT', path: '/v3/conversations/c', status: 405, ms: 1_200 }, 'problem', 'bot       405   1200 ms  PUT /v3/conversations/c'],
    [{ type: 'botCalled', delivery: 'd1', ...activity, text: 'two\nlines\u001b[2J' }, 'you', 'to bot                   d1 message c|0000001 "two lines"'],
    [{ type: 'botSent', ...activity, activityType: 'event', name: 'done' }, 'bot', 'bot says                 event done c|0000001'],
    [{ type: 'botAnswered', delivery: 'd1', ms: 3, status: 200 }, 'info', 'bot ends  200      3 ms  d1'],
    [{ type: 'botAnswered', delivery: 'd1', ms: 3, failed: 'no answer' }, 'problem', 'bot ends           3 ms  d1 no answer'],
    [{ type: 'socketOpened', socket: 's1', conversationId: 'c' }, 'status', 'socket                   s1 opened, conversation c'],
    [{ type: 'socketClosed', socket: 's1', code: 1006, reason: '' }, 'status', 'socket                   s1 closed 1006'],
    [{ type: 'socketRefused', path: '/p', status: 403, reason: 'Token has expired' }, 'problem', 'socket    403            refused /p: Token has expired'],
    [{ type: 'fault', fault: 'drop', sockets: 2 }, 'notice', 'fault                    drop, sockets hit: 2'],
    [{ type: 'error', message: 'a defect' }, 'problem', 'error                    a defect'],
  ])('of %j', (entry, tone, text) => {
    expect(row(entry)).toEqual([tone, `03:04:05.006  ${text}`]);
  });

  it('shortens what a person or a bot has said', () => {
    const [, text = ''] = row({ type: 'botSent', ...activity, text: 'x'.repeat(10_000) });
    expect(text.length).toBeLessThan(200);
    expect(text).toMatch(/x…"$/);
  });
});

describe('a value as a line of JSON', () => {
  it('is one line, means the same, and has nothing that a terminal would obey', () => {
    const value = { text: 'a\nb\u001b[2J\u009b2J\u202e\u2028\u007f' };
    const line = jsonLine(value);
    expect(JSON.parse(line)).toEqual(value);
    expect(line).toMatch(/^[\x20-\x7e]*\n$/);
  });
});
