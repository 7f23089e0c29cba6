import { computed, type Signal } from '@angular/core';
import { asapScheduler, subscribeOn, type Observable, type Subscription } from 'rxjs';

/**
 * The same signal, which demands work from when it is first read until the life of its reader is over. The work begins after the reading: a
 * template may not change what it is reading, and what a browser shows first has to be what the server has rendered.
 */
export const whenRead = <T>(value: Signal<T>, work$: Observable<unknown>, life: Subscription): Signal<T> => {
  // Mutable: it is demanded once, however often it is read.
  let isDemanded = false;
  return computed(() => {
    if (!isDemanded) {
      isDemanded = true;
      // Of who is gone nothing begins: a life that is over ends at once what is added to it.
      life.add(work$.pipe(subscribeOn(asapScheduler)).subscribe());
    }
    return value();
  });
};
