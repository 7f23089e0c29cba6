import { statusText } from '../../../src/cli/render/status.js';
import { noticeText } from '../../../src/cli/render/notice.js';
import { missingText, rejectionText } from '../../../src/cli/render/outcome.js';
import { tokenChangeText, tokenText } from '../../../src/cli/render/token.js';
import { DirectLineHttpError, DirectLineNetworkError, DirectLineSocketError, DirectLineTokenError } from '../../../src/errors.js';

const closed = new DirectLineSocketError('the stream closed (1006)', true, 1006);
const online = { state: 'online', run: 1, transport: 'websocket' } as const;
const waiting = (delayMs: number, hasBeenOnline: boolean) => ({ state: 'waiting', run: 1, attempt: 2, delayMs, retryAtMs: 0, hasBeenOnline, error: closed }) as const;

describe('a status in one line', () => {
  it.each([
    [{ state: 'connecting', run: 1, attempt: 1, transport: 'websocket' } as const, 'connecting'],
    [{ state: 'connecting', run: 3, attempt: 3, transport: 'websocket' } as const, 'connecting (attempt 3)'],
    [online, 'online (websocket)'],
    [{ state: 'online', run: 4, transport: 'polling', pollingReason: 'otherClient' } as const, 'online (polling: another client holds the stream)'],
    [{ state: 'online', run: 3, transport: 'polling', pollingReason: 'socketBlocked', socketRetryAtMs: 60_000 } as const, 'online (polling: no socket would open)'],
    [{ state: 'needsToken', reason: 'expired', error: new DirectLineTokenError('expired', 'no new token.') } as const, 'no token: no new token; /reconnect asks again'],
    [{ state: 'failed', error: new DirectLineHttpError('bad secret', 401) } as const, 'given up: bad secret'],
    [{ state: 'ended', reason: 'end' } as const, 'ended: the chat is over'],
  ])('%j', (status, text) => {
    expect(statusText(status)).toBe(text);
  });

  it('the line of waiting says why there is no connection, whether there was one, and when the next attempt is', () => {
    expect(statusText(waiting(0, true))).toBe('lost: the stream closed (1006); next attempt now');
    expect(statusText(waiting(1_400, true))).toBe('lost: the stream closed (1006); next attempt in 1.4 s (attempt 2)');
    expect(statusText(waiting(23_400, false))).toBe('not connected: the stream closed (1006); next attempt in 23 s (attempt 2)');
  });
});

describe('other lines', () => {
  it('a notice has its cause once', () => {
    const notice = { type: 'notice', level: 'warn', notice: 'renewalFailed' } as const;
    const error = new DirectLineNetworkError('connection refused', true);
    expect(noticeText({ ...notice, message: 'a token could not be renewed', error })).toBe('a token could not be renewed: connection refused');
    expect(noticeText({ ...notice, message: 'renewal: connection refused', error })).toBe('renewal: connection refused');
  });

  it('the line of a token names its conversation and its life, and not the token', () => {
    const token = { value: 'TOKENTEXT', conversationId: 'c1', issuedAtMs: 0, expiresAtMs: 1_800_000 };
    expect(tokenText(token, 0)).toBe('conversation c1, token good for 30 min');
    expect(tokenText(token, 1_800_000)).toBe('conversation c1, token past its time');
    expect(tokenChangeText(token, { ...token, expiresAtMs: 3_600_000 }, 0)).toBe('new token, good for 60 min');
    expect(tokenChangeText(token, { ...token, conversationId: 'c2' }, 0)).toBe('new conversation c2, token good for 30 min');
  });

  it('a rejection says what the service said, and is unsure only without an answer', () => {
    expect(rejectionText('hi', new DirectLineHttpError('Failed to send activity: nobody there.', 502, { outcome: 'unknown' }))).toBe(
      '"hi" failed: Failed to send activity: nobody there',
    );
    expect(rejectionText('hi', new DirectLineNetworkError('the connection broke', false, { outcome: 'unknown' }))).toBe(
      '"hi" failed: the connection broke (it may have arrived)',
    );
  });

  it('what is missing is named', () => {
    expect(missingText(['a', 'b', 'c'], 'online (websocket)')).toBe('no outcome yet for "a", and 2 more not sent');
    expect(missingText([], 'connecting')).toBe('the stream is not online: connecting');
    expect(missingText([], 'online (websocket)')).toBe('activities still come');
  });
});
