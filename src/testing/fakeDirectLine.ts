import { concat, defer, map, NEVER, of } from 'rxjs';
import type { Activity, DirectLine } from '../index.js';
import { statuses } from './statuses.js';

/** A client that does nothing by itself and records its calls. */
export interface FakeDirectLine extends DirectLine {
  /** The activities that were posted, each at the subscription that posted it. */
  readonly posted: readonly Activity[];
  /** The activities whose set was committed. */
  readonly committed: readonly Activity[];
  /** The tokens that `setToken()` was given. */
  readonly tokens: readonly string[];
  /** How often `reconnect()` was called. */
  readonly reconnectCount: number;
  /** How often `end()` was called; the streams go on. */
  readonly endCount: number;
}

const idOf = (serial: number): string => `fake|${String(serial).padStart(7, '0')}`;

/**
 * A complete client without a service, for tests of code that takes a `DirectLine`. Each member can be replaced; the calls are recorded
 * all the same. The defaults: `connectionStatus$` is `idle`, `postActivity` emits the ids `fake|0000001`, `fake|0000002` … at once,
 * `activitySet$` has each activity of `activity$` as a set, `checkpoint()` is `undefined`, and the other observables never emit.
 *
 * @example
 * const directLine = fakeDirectLine({ activity$: cold('--a', { a: botMessage('hello') }) });
 * expectObservable(lastTextOf(directLine)).toBe('--a', { a: 'hello' });
 * expect(directLine.posted).toEqual([]);
 */
export const fakeDirectLine = (members: Partial<DirectLine> = {}): FakeDirectLine => {
  const posted: Activity[] = [];
  const committed: Activity[] = [];
  const tokens: string[] = [];
  // Mutable: how often each was called.
  let reconnectCount = 0;
  let endCount = 0;
  const activity$ = members.activity$ ?? NEVER;

  return {
    connectionStatus$: concat(of(statuses.idle()), NEVER),
    conversation$: NEVER,
    token$: NEVER,
    activitySet$: activity$.pipe(
      map(activity => ({ activities: [activity], watermark: undefined, commit: () => void committed.push(activity) })),
    ),
    trace$: NEVER,
    getSessionId: () => NEVER,
    checkpoint: () => undefined,
    ...members,
    activity$,
    postActivity: activity =>
      defer(() => {
        posted.push(activity);
        return members.postActivity?.(activity) ?? of({ id: idOf(posted.length) });
      }),
    setToken: token => {
      tokens.push(token);
      members.setToken?.(token);
    },
    reconnect: () => {
      reconnectCount += 1;
      members.reconnect?.();
    },
    end: () => {
      endCount += 1;
      members.end?.();
    },
    posted,
    committed,
    tokens,
    get reconnectCount() {
      return reconnectCount;
    },
    get endCount() {
      return endCount;
    },
  };
};
