import type { Observable } from 'rxjs';
import { exponentialBackoff } from '../../src/connection/policy.js';
import { activitySets, type ActivitySetsOptions } from '../../src/parts/activitySets.js';
import { connectionStatus, deliverOnce, directLineService, keepTokenFresh, startConversation, type ConnectionStatus } from '../../src/parts/index.js';
import { SECRET, Service } from '../support/service.js';

/** Waits half of the most, always. */
export const steady = exponentialBackoff({ random: () => 0.5 });

export const serviceOf = (service: Service, owner = 1) =>
  directLineService({ baseUrl: 'https://service', http: service.http(), socket: service.socket(owner) });

/** The five lines of docs/api.md; a script may replace any of them. */
export const fiveLines = (made: Service, own: Partial<ActivitySetsOptions> = {}, owner = 1) => {
  const service = serviceOf(made, owner);
  const status$ = connectionStatus({ reconnectPolicy: steady });
  const conversation$ = startConversation({ service, secret: SECRET });
  const token$ = conversation$.pipe(keepTokenFresh({ service }));
  const set$ = activitySets({ service, conversation$, token$, status$, random: () => 0.5, ...own });
  return { service, conversation$, token$, status$, set$, activity$: set$.pipe(deliverOnce()) };
};

/** The statuses in words, each with its time: `waiting 2 (was online) @100`. */
export const storyOf = (status$: Observable<ConnectionStatus>, now: () => number): string[] => {
  const story: string[] = [];
  status$.subscribe({ next: (status) => story.push(`${wordsOf(status)} @${now()}`), complete: () => story.push('complete') });
  return story;
};

const wordsOf = (status: ConnectionStatus): string => {
  switch (status.state) {
    case 'connecting':
      return `connecting ${status.attempt}`;
    case 'waiting':
      return `waiting ${status.attempt}${status.hasBeenOnline ? ' (was online)' : ''}`;
    case 'needsToken':
    case 'ended':
      return `${status.state} ${status.reason}`;
    default:
      return status.state;
  }
};
