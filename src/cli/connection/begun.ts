import { endWith, first, race, shareReplay, switchMap, take, timer, type Observable } from 'rxjs';
import type { Activity, ConnectionStatus } from '../../index.js';
import { isOver } from './over.js';

/** How long a bot that greets is given, so that the greeting stands before the first line. */
const greetingMs = 500;

/** There is nothing to wait for: lines can be sent, or never. */
export const isUp = (status: ConnectionStatus): boolean => status.state === 'online' || isOver(status);

/**
 * Emits once, when lines may be sent: online, since who is not yet would miss what is never in history (typing, and
 * answers as they grow), and after the greeting where there is one. With nothing to wait for it emits too: posts say why.
 */
export const begun = (status$: Observable<ConnectionStatus>, activity$: Observable<Activity>): Observable<unknown> =>
  status$.pipe(
    first(isUp, undefined),
    switchMap(() => race(activity$.pipe(endWith(undefined)), timer(greetingMs))),
    take(1),
    shareReplay(1),
  );
