import { concat, NEVER, of } from 'rxjs';
import type { DirectLine } from '../index.js';

/** What a page has while a server renders it: a client that is idle and stays so. Nothing of it asks anybody, waits or tells. */
export const onServer: DirectLine = {
  connectionStatus$: concat(of({ state: 'idle' } as const), NEVER),
  conversation$: NEVER,
  token$: NEVER,
  activity$: NEVER,
  activitySet$: NEVER,
  trace$: NEVER,
  postActivity: () => NEVER,
  getSessionId: () => NEVER,
  checkpoint: () => undefined,
  setToken: () => undefined,
  reconnect: () => undefined,
  end: () => undefined,
};
