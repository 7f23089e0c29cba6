import type { Observable } from 'rxjs';

/** What `useSyncExternalStore(...store)` takes: the last value, and who is told of the next. */
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
