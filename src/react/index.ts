import { useMemo, useSyncExternalStore } from 'react';
import { share, tap, timer, type Observable } from 'rxjs';
import type { ConnectionStatus, DirectLine, Transcript, TranscriptState } from '../index.js';

const EMPTY_TRANSCRIPT: TranscriptState = { messages: [], typing: [], dropped: 0 };
const IDLE: ConnectionStatus = { state: 'idle' };

/**
 * Returns the state of a chat: the messages, who is typing, and how many older messages were dropped. While the component is mounted
 * it demands `activity$`, so it opens the stream; unmounting lets the stream close and keeps the state. A server renders no messages.
 *
 * @example
 * const { messages } = useTranscript(chat);
 * return <ol>{messages.map(({ key, text }) => <li key={key}>{text}</li>)}</ol>;
 */
export const useTranscript = (chat: Pick<Transcript, 'subscribe' | 'getSnapshot'>): TranscriptState =>
  useSyncExternalStore(chat.subscribe, chat.getSnapshot, () => EMPTY_TRANSCRIPT);

/** Returns the connection status, from the first render on. It opens no stream. A server renders `idle`. */
export const useConnectionStatus = ({ connectionStatus$ }: Pick<DirectLine, 'connectionStatus$'>): ConnectionStatus => {
  const latest = latestOf(connectionStatus$);
  return useSyncExternalStore(latest.subscribe, () => currentStatus(latest), () => IDLE);
};

/**
 * Returns the last value of an observable, or `initial` before the first one and on a server. While at least one component that uses
 * the observable is mounted, there is one subscription to it; unmounting the last one ends that. After an error the value stays, and
 * RxJS reports the error as unhandled (`config.onUnhandledError`, or the `error` event of the page): catch it in the observable to
 * show it. Pass the same observable in each render; another one takes its place.
 *
 * @example
 * const conversation = useObservable(directLine.conversation$, undefined);
 */
export const useObservable = <T, Initial>(value$: Observable<T>, initial: Initial): T | Initial => {
  const latest = latestOf(value$);
  const firstValue = useMemo(() => initial, [value$]);
  return useSyncExternalStore<T | Initial>(latest.subscribe, () => latest.getValue(firstValue), () => firstValue);
};

/** One subscription to an observable, and its last value. */
interface Latest<T> {
  readonly source$: Observable<T>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getValue: <Initial>(initial: Initial) => T | Initial;
}

// Mutable: all components that use an observable render the same value of it.
const latestOfSource = new WeakMap<Observable<unknown>, Latest<unknown>>();

const isLatestOf = <T>(latest: Latest<unknown> | undefined, source$: Observable<T>): latest is Latest<T> => latest?.source$ === source$;

const latestOf = <T>(source$: Observable<T>): Latest<T> => {
  const known = latestOfSource.get(source$);
  if (isLatestOf(known, source$)) return known;
  // Mutable: the last value, once there is one.
  let value: { readonly last: T } | undefined;
  const setValue = (last: T): void => {
    value = { last };
  };
  // StrictMode and routes unmount and mount again at once: the subscription outlives that.
  const shared$ = source$.pipe(tap(setValue), share({ resetOnRefCountZero: () => timer(0) }));
  const latest: Latest<T> = {
    source$,
    subscribe: listener => {
      const subscription = shared$.subscribe(() => listener());
      return () => subscription.unsubscribe();
    },
    getValue: initial => (value ? value.last : initial),
  };
  latestOfSource.set(source$, latest);
  return latest;
};

/** Reads the status that the observable replays: a component that mounts late does not render `idle` first. */
const currentStatus = ({ source$, getValue }: Latest<ConnectionStatus>): ConnectionStatus => {
  // Mutable: the status is emitted while this subscribes.
  let status = getValue(IDLE);
  source$
    .subscribe(current => {
      status = current;
    })
    .unsubscribe();
  return status;
};
