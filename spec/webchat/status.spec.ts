import { ReplaySubject } from 'rxjs';
import { DirectLineEndedError } from '../../src/errors.js';
import type { ConnectionStatus as Status } from '../../src/index.js';
import { ConnectionStatus, forWebChat } from '../../src/webchat/index.js';
import { numbered } from '../../src/webchat/status.js';
import { inWorld } from '../support/world.js';

const error = new DirectLineEndedError();

describe('the status that Web Chat is told', () => {
  it.each<[Status, number, keyof typeof ConnectionStatus]>([
    [{ state: 'idle' }, 0, 'Uninitialized'],
    [{ state: 'connecting', attempt: 1 }, 1, 'Connecting'],
    [{ state: 'waiting', attempt: 2, delayMs: 1, retryAtMs: 2, error }, 1, 'Connecting'],
    [{ state: 'online', transport: 'polling' }, 2, 'Online'],
    [{ state: 'expired', error }, 3, 'ExpiredToken'],
    [{ state: 'failed', error }, 4, 'FailedToConnect'],
    [{ state: 'ended', reason: 'end' }, 5, 'Ended'],
  ])('of %j is %i', (status, number, name) => {
    const connectionStatus$ = new ReplaySubject<Status>(1);
    connectionStatus$.next(status);
    expect([numbered({ connectionStatus$ }).getValue(), ConnectionStatus[name]]).toEqual([number, number]);
  });

  it('is at once the current one, to each who comes, and 1 from a loss until it is online again: no number twice in a row', inWorld(({ client, service, listen, pass }) => {
    const { connectionStatus$, activity$ } = forWebChat(client());
    const early = listen(connectionStatus$);
    listen(activity$);
    pass(5_100);
    const late = listen(connectionStatus$);
    expect([late.values, late.times, connectionStatus$.value]).toEqual([[2], [5_100], 2]);
    service.socketTrouble('refused', 'refused');
    service.cut();
    pass(30_000);
    expect([early.values, late.values]).toEqual([[0, 1, 2, 1, 2], [2, 1, 2]]);
  }));

  it('is 3 only where there is no token to be had, 4 only where the client has given up, and does not end there', inWorld(({ client, service, listen, pass }) => {
    const token = service.token();
    const line = client({ token });
    const { connectionStatus$, activity$ } = forWebChat(line);
    const statuses = listen(connectionStatus$);
    const activities = listen(activity$);
    pass(40);
    service.expireTokens();
    service.cut();
    pass(60_000);
    expect(statuses.values).toEqual([0, 1, 2, 1, 3]);
    line.reconnect(service.token('c1'));
    pass(100);
    service.trouble('reconnect', { status: 401 });
    service.cut();
    pass(60_000);
    expect([statuses.values.slice(5), statuses.completed, activities.errors]).toEqual([[1, 2, 1, 4], false, []]);
  }));

  it('is 5 when the client has ended, also to who comes then, and then complete', inWorld(({ client, listen, pass }) => {
    const line = client();
    const { connectionStatus$, activity$ } = forWebChat(line);
    const early = listen(connectionStatus$);
    const activities = listen(activity$);
    pass(40);
    line.end();
    pass(1);
    const late = listen(connectionStatus$);
    expect([early.values.at(-1), early.completed, late.values, late.completed]).toEqual([5, true, [5], true]);
    const lateActivities = listen(activity$);
    expect([activities, lateActivities].map(({ errors, completed }) => [errors, completed])).toEqual([[[], true], [[], true]]);
  }));
});
