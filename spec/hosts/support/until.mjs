import { filter, firstValueFrom, throwError, timeout } from 'rxjs';

/**
 * The first value of which this is true; what has been, the observable has to replay.
 * @template T @param {import('rxjs').Observable<T>} value$ @param {string} what @param {(value: T) => boolean} isIt
 */
export const until = (value$, what, isIt) =>
  firstValueFrom(value$.pipe(filter(isIt), timeout({ first: 60_000, with: () => throwError(() => new Error(`waited 60 s in vain: ${what}`)) })));
