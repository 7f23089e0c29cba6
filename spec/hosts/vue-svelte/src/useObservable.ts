import { Subscription, type Observable } from 'rxjs';
import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** The last value of an observable; subscribed to while the component is mounted. */
export const useObservable = <T>(value$: Observable<T>, initial: T): Readonly<ShallowRef<T>> => {
  const value: ShallowRef<T> = shallowRef(initial);
  const subscription = new Subscription();
  onMounted(() => subscription.add(value$.subscribe((next) => (value.value = next))));
  onScopeDispose(() => subscription.unsubscribe());
  return value;
};
