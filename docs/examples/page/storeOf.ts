import type { Observable } from 'rxjs';

/** Makes what `useSyncExternalStore(...store)` takes: a function that adds a listener, and one that returns the last value. */
export function storeOf<T>(value$: Observable<T>, first: T) {
  let now = first;
  const changes = (changed: () => void) => {
    const subscription = value$.subscribe((value) => {
      now = value;
      changed();
    });
    return () => subscription.unsubscribe();
  };
  return [changes, () => now] as const;
}
