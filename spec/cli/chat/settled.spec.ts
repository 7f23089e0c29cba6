import { marbles } from 'rxjs-marbles/jest';
import { settled } from '../../../src/cli/chat/settled.js';
import type { ConnectionStatus } from '../../../src/connection/status.js';
import { DirectLineHttpError } from '../../../src/errors.js';
import type { Activity } from '../../../src/protocol/types.js';

const statuses: Record<string, ConnectionStatus> = {
  c: { state: 'connecting', run: 1, attempt: 1, transport: 'websocket' },
  o: { state: 'online', run: 1, transport: 'websocket' },
  f: { state: 'failed', error: new DirectLineHttpError('no', 401) },
  e: { state: 'ended', reason: 'endOfConversation' },
};
const values = { y: true, n: false };

// 10 ms of quiet.
describe.each([
  ['quiet since it is online', 'o----------', '-----------', '10ms (y|)'],
  ['after the last activity', 'o----------', '---a-------', '13ms (y|)'],
  ['not while it is not online', 'o-c------o-', '-----------', '19ms (y|)'],
  ['at the end of the conversation', '--e--------', '-----------', '--(y|)'],
  ['no when it was given up', '--f--------', '--|--------', '--(n|)'],
])('settled: %s', (_, status, activity, expected) => {
  it(`${status} ${activity}`, marbles(m => {
    const status$ = m.hot<ConnectionStatus>(status, statuses);
    const activity$ = m.hot<Activity>(activity, { a: { type: 'message' } });
    m.expect(settled(status$, activity$, 10)).toBeObservable(m.cold(expected, values));
  }));
});
