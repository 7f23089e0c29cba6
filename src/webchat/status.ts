import { delayWhen, distinctUntilChanged, map, Observable, of, take, timer } from 'rxjs';
import type { ConnectionStatus as Status, DirectLine } from '../index.js';

/** The states that Web Chat knows, by their numbers. */
export enum ConnectionStatus {
  /** Nobody listens to `activity$`. */
  Uninitialized,
  /** For the first time or, after a loss, again: it will heal by itself. */
  Connecting,
  Online,
  /** There is no token to be had. Web Chat leaves at this and at what follows. */
  ExpiredToken,
  /** Given up. */
  FailedToConnect,
  Ended,
}

const numbers: Readonly<Record<Status['state'], ConnectionStatus>> = {
  idle: ConnectionStatus.Uninitialized,
  connecting: ConnectionStatus.Connecting,
  waiting: ConnectionStatus.Connecting,
  online: ConnectionStatus.Online,
  needsToken: ConnectionStatus.ExpiredToken,
  failed: ConnectionStatus.FailedToConnect,
  ended: ConnectionStatus.Ended,
};

/** The current status as a number, then changes; can be asked for the current one, as a `BehaviorSubject` can. */
export class StatusNumbers extends Observable<ConnectionStatus> {
  getValue(): ConnectionStatus {
    // Mutable: told as soon as it is asked for.
    let now = ConnectionStatus.Uninitialized;
    this.pipe(take(1)).subscribe(status => (now = status));
    return now;
  }

  get value(): ConnectionStatus {
    return this.getValue();
  }
}

/** Changes are told in the next turn of the host, so that posts hear of a loss before Web Chat lets go of them. */
export const numbered = ({ connectionStatus$ }: Pick<DirectLine, 'connectionStatus$'>): StatusNumbers => {
  const number$ = connectionStatus$.pipe(
    map(({ state }) => numbers[state]),
    distinctUntilChanged(),
    delayWhen((_, index) => (index === 0 ? of(0) : timer(0))),
  );
  return new StatusNumbers(subscriber => number$.subscribe(subscriber));
};
