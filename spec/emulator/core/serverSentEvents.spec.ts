import { serverSentEvents, type ServerSentEvent } from '../../../src/emulator/bot/serverSentEvents.js';

function read(...chunks: readonly string[]) {
  const seen: ServerSentEvent[] = [];
  const events = serverSentEvents((event) => seen.push(event));
  chunks.forEach((chunk) => events.push(chunk));
  const early = seen.length;
  events.end();
  return { seen: seen.map(({ event, data }) => [event, data]), early };
}

const sdk = 'event: activity\r\ndata: {"a":1}\r\n\r\nevent: invokeResponse\r\ndata: {"b":2}\r\n\r\n';

describe('server-sent events', () => {
  it('are read as the Agents SDK for .NET writes them, each as soon as it is whole', () => {
    expect(read(sdk)).toEqual({ seen: [['activity', '{"a":1}'], ['invokeResponse', '{"b":2}']], early: 2 });
  });

  it('are the same however they are cut', () => {
    for (let size = 1; size < 9; size++) {
      const chunks = Array.from({ length: Math.ceil(sdk.length / size) }, (_, n) => sdk.slice(n * size, (n + 1) * size));
      expect(read(...chunks).seen).toEqual(read(sdk).seen);
    }
  });

  it('are told apart where the empty line between them is missing, as its first versions wrote them', () => {
    expect(read('event: activity\r\ndata: 1\r\nevent: activity\r\ndata: 2\r\n')).toEqual({ seen: [['activity', '1'], ['activity', '2']], early: 1 });
  });

  it('may have comments, ids, several lines of data, other line ends and no end', () => {
    expect(read(': ping\n\nid: 7\ndata:one\ndata: two\rretry: 3\n\n\n').seen).toEqual([['message', 'one\ntwo']]);
    expect(read('event: activity\ndata: last').seen).toEqual([['activity', 'last']]);
    expect(read('event: activity\n\ndata\n\n').seen).toEqual([['message', '']]);
    expect(read('').seen).toEqual([]);
  });

  it('that never end are given up', () => {
    const events = serverSentEvents(() => {});
    events.push('data: ');
    expect(() => Array.from({ length: 50 }, () => events.push('x'.repeat(100_000)))).toThrow('without an end');
  });
});
