import type { Fault } from '../../../src/emulator/core/faultPlan.js';
import { framesIn, granted, json, only, service, textsIn, tokenOf, typesOf } from '../support/service.js';

function conversation(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const { conversationId, stream } = it.start();
  it.botAnswers('d1');
  return {
    ...it, conversationId, stream,
    enter: (socket: string, watermark?: string) => it.open(socket, conversationId, it.ticket(conversationId).ticket, watermark),
    hear: (text: string) => it.botSays(conversationId, { type: 'message', text }),
    fault: (fault: Fault) => it.give({ type: 'fault', fault }).filter(({ type }) => type !== 'fault'),
  };
}

const refused = (outputs: ReturnType<ReturnType<typeof conversation>['enter']>) => {
  const output = only(outputs);
  return output.type === 'refuse' ? [output.answer.status, json(output.answer)] : output.type;
};

describe('a stream URL', () => {
  it('opens for 60 s and not a millisecond more', () => {
    const inTime = conversation();
    inTime.wait(59_999);
    expect(typesOf(inTime.open('s1', inTime.conversationId, inTime.stream.ticket, '-'))).toEqual(['accept']);
    const late = conversation();
    late.wait(60_000);
    expect(refused(late.open('s1', late.conversationId, late.stream.ticket, '-'))).toEqual([403, { error: { code: 'TokenExpired', message: expect.any(String) } }]);
  });

  it('opens its own conversation only', () => {
    const { open, start, conversationId } = conversation();
    expect(refused(open('s1', conversationId, start().stream.ticket, '-'))).toMatchObject([403, {}]);
  });

  it('without a ticket is a 401, with a bad watermark a 400', () => {
    const { give, enter, conversationId } = conversation();
    const upgrade = { socket: 's1', method: 'GET', path: '/', conversationId, watermark: '-', ticket: { kind: 'none' } } as const;
    expect(refused(give({ type: 'upgrade', upgrade }))).toMatchObject([401, {}]);
    expect(refused(enter('s1', 'later'))).toMatchObject([400, {}]);
  });

  it('from reconnect begins at the watermark that was asked for, and now when none was', () => {
    const { ask, ticket, hear, conversationId } = conversation();
    expect(ticket(conversationId).watermark).toBe('-');
    hear('one');
    hear('two');
    expect(ticket(conversationId).watermark).toBe('1');
    expect(ticket(conversationId, '').watermark).toBe('1');
    expect(ticket(conversationId, '0').watermark).toBe('0');
    expect(ask({ op: 'reconnect', conversationId, watermark: 'x' }).status).toBe(400);
  });
});

describe('a stream', () => {
  it('replays what came after its watermark, then goes on live', () => {
    const { enter, hear } = conversation();
    ['one', 'two', 'three'].forEach(hear);
    expect(textsIn(enter('s1', '0'))).toEqual(['two', 'three']);
    expect(textsIn(hear('four'))).toEqual(['four']);
  });

  it('replays in frames of a page, each with the watermark of its last activity', () => {
    const { enter, hear } = conversation({ pageSize: 2 });
    ['one', 'two', 'three'].forEach(hear);
    expect(framesIn(enter('s1', '-')).map(({ activities, watermark }) => [activities.length, watermark])).toEqual([[2, '1'], [1, '2']]);
  });

  it('has an empty frame whenever it has been open for another keepAliveMs', () => {
    const { enter, wait, dueAt } = conversation({ keepAliveMs: 20_000 });
    enter('s1', '-');
    expect(dueAt()).toBe(20_000);
    expect(wait(19_999)).toEqual([]);
    expect(wait(1)).toEqual([{ type: 'send', socket: 's1', text: '' }]);
    expect(wait(100_000)).toHaveLength(1);
  });

  it('goes on when its token has expired', () => {
    const { enter, hear, wait } = conversation({ tokenLifetimeMs: 1_000 });
    enter('s1', '-');
    wait(1_001);
    expect(textsIn(hear('still there?'))).toEqual(['still there?']);
  });
});

describe('a second stream', () => {
  const collision = (socket: string) => ({ type: 'close', socket, code: 1008, reason: 'collision' });

  it('is the one that is closed', () => {
    const { enter, hear } = conversation();
    enter('s1', '-');
    expect(enter('s2', '-')).toEqual([expect.objectContaining({ type: 'accept', socket: 's2' }), collision('s2')]);
    expect(only(hear('hi'))).toMatchObject({ socket: 's1' });
  });

  it("closes the older one with collision: 'older', and neither with 'none'", () => {
    const older = conversation({ collision: 'older' });
    older.enter('s1', '-');
    expect(older.enter('s2', '-')).toEqual([collision('s1'), expect.objectContaining({ type: 'accept', socket: 's2' })]);
    expect(only(older.hear('hi'))).toMatchObject({ socket: 's2' });

    const none = conversation({ collision: 'none' });
    none.enter('s1', '-');
    none.enter('s2', '-');
    expect(none.hear('hi')).toHaveLength(2);
  });

  it('may come when the first has gone', () => {
    const { enter, give } = conversation();
    enter('s1', '-');
    give({ type: 'socket closed', socket: 's1' });
    expect(typesOf(enter('s2', '-'))).toEqual(['accept']);
  });

  it('meets the ghost of the first until the service notices', () => {
    const { enter, give, fault, hear, wait } = conversation();
    enter('s1', '-');
    expect(fault({ kind: 'ghost', ghostMs: 10_000 })).toEqual([{ type: 'cut', socket: 's1' }]);
    give({ type: 'socket closed', socket: 's1' });
    expect(hear('to nobody')).toEqual([]);
    expect(enter('s2', '-').at(-1)).toEqual(collision('s2'));
    wait(9_999);
    expect(enter('s3', '-').at(-1)).toEqual(collision('s3'));
    wait(1);
    expect(textsIn(enter('s4', '-'))).toEqual(['to nobody']);
  });
});

describe('a fault', () => {
  it('drops the streams of one conversation, and they may come back at once', () => {
    const { enter, fault, conversationId } = conversation();
    enter('s1', '-');
    expect(fault({ kind: 'drop', conversationId: 'another' })).toEqual([]);
    expect(fault({ kind: 'drop', conversationId })).toEqual([{ type: 'cut', socket: 's1' }]);
    expect(typesOf(enter('s2', '-'))).toEqual(['accept']);
    expect(fault({ kind: 'drop', code: 1001, reason: 'restart' })).toEqual([{ type: 'close', socket: 's2', code: 1001, reason: 'restart' }]);
  });

  it('refuses, then never answers, as often as it was told', () => {
    const { enter, fault } = conversation();
    fault({ kind: 'refuse', times: 1 });
    fault({ kind: 'neverOpen', times: 1 });
    expect(refused(enter('s1', '-'))).toMatchObject([503, { error: { code: 'ServiceError' } }]);
    expect(refused(enter('s2', '-'))).toBe('hang');
    expect(refused(enter('s3', '-'))).toBe('accept');
  });

  it('silences a stream: what is said meanwhile is late, or lost when there is no end', () => {
    const { enter, fault, hear, wait } = conversation({ keepAliveMs: 100 });
    enter('s1', '-');
    expect(fault({ kind: 'silence', ms: 250 })).toEqual([{ type: 'silence', socket: 's1' }]);
    expect([hear('late'), wait(100), wait(149)]).toEqual([[], [], []]);
    expect(wait(1)[0]).toEqual({ type: 'speak', socket: 's1' });
    fault({ kind: 'silence', ms: Infinity });
    expect([hear('lost'), wait(1_000_000)]).toEqual([[], []]);
  });

  it('replays more than was asked for, and never less', () => {
    const { enter, give, fault, hear } = conversation();
    ['one', 'two', 'three', 'four'].forEach(hear);
    const replayed = (last: number | 'all', watermark: string) => {
      fault({ kind: 'replay', last });
      const texts = textsIn(enter('s1', watermark));
      give({ type: 'socket closed', socket: 's1' });
      return texts;
    };
    expect(replayed('all', '3')).toEqual(['one', 'two', 'three', 'four']);
    expect(replayed(2, '3')).toEqual(['three', 'four']);
    expect(replayed(1, '0')).toEqual(['two', 'three', 'four']);
    expect(textsIn(enter('s2', '3'))).toEqual([]);
  });

  it('answers matching requests in place of the service, as often as it was told', () => {
    const { ask, fault, conversationId, stream } = conversation();
    fault({ kind: 'respond', status: 429, times: 2, retryAfter: 7, match: 'get activities' });
    const read = () => ask({ op: 'get activities', conversationId, watermark: '' });
    expect(ask({ op: 'generate' }).status).toBe(200);
    expect(read()).toMatchObject({ status: 429, headers: { 'Retry-After': '7' } });
    expect([read().status, read().status]).toEqual([429, 200]);
    fault({ kind: 'respond', status: 500, times: Infinity, match: /refresh$/ });
    fault({ kind: 'clear' });
    expect(granted(ask({ op: 'start' }, undefined, tokenOf(stream.ticket))).status).toBe(200);
    expect(ask({ op: 'refresh' }, undefined, tokenOf(stream.ticket)).status).toBe(200);
  });
});
