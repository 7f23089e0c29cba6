import type { NgZone } from '@angular/core';
import { map } from 'rxjs';
import type { DirectLine } from '../index.js';
import { toldInside } from './zone.js';

/** A client that works outside Angular's zone, whoever asks it to, a click say, and tells inside what comes of it. */
export const zoned = (zone: NgZone, client: DirectLine): DirectLine => {
  const told = toldInside(zone);
  return {
    connectionStatus$: told(client.connectionStatus$),
    conversation$: told(client.conversation$),
    token$: told(client.token$),
    activity$: told(client.activity$),
    // With a commit another page is asked for, or another stream opened.
    activitySet$: told(client.activitySet$.pipe(map(set => ({ ...set, commit: () => zone.runOutsideAngular(set.commit) })))),
    postActivity: activity => told(client.postActivity(activity)),
    getSessionId: () => told(client.getSessionId()),
    checkpoint: client.checkpoint,
    setToken: (token) => zone.runOutsideAngular(() => client.setToken(token)),
    reconnect: () => zone.runOutsideAngular(client.reconnect),
    end: () => zone.runOutsideAngular(client.end),
    trace$: told(client.trace$),
  };
};
