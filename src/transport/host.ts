import { defer, filter, fromEvent, map, merge, NEVER, throttleTime, type Observable } from 'rxjs';

/** The host woke up or came back online; events within a second of each other are one. Listens while subscribed. */
export const wake$: Observable<void> = defer(() =>
  typeof window === 'undefined' || typeof document === 'undefined'
    ? NEVER
    : merge(
        fromEvent(window, 'online'),
        fromEvent(window, 'pageshow'),
        fromEvent(document, 'resume'),
        fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible')),
      ),
).pipe(
  throttleTime(1_000),
  map(() => undefined),
);

export const isBrowser = (): boolean => typeof window !== 'undefined' && typeof document !== 'undefined';

/** 128 random bits in hex; `crypto.randomUUID` is missing in pages that are not served securely. */
export const newId = (): string =>
  crypto.randomUUID?.().replace(/-/g, '') ??
  Array.from(crypto.getRandomValues(new Uint32Array(4)), word => word.toString(16).padStart(8, '0')).join('');
