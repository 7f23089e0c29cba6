// A process that takes 3 ms for each activity, and says after every hundredth how large its heap is: `node --expose-gc slow.mjs baseUrl token sets|activities count`.
import { createDirectLine } from 'rx-directline';
import { concatMap, delay, from, ignoreElements, of, tap } from 'rxjs';

const [baseUrl = '', token = '', form, count] = process.argv.slice(2);
const directLine = createDirectLine({ baseUrl, token, transport: 'polling' });
let handled = 0;
const handle = (/** @type {import('rx-directline').Activity} */ activity) =>
  of(activity).pipe(
    delay(3),
    tap(() => {
      handled += 1;
      if (handled % 100 !== 0) return;
      globalThis.gc?.();
      console.log(`heap ${process.memoryUsage().heapUsed}`);
      if (handled === Number(count)) directLine.end();
    }),
  );

const sets$ = directLine.activitySet$.pipe(concatMap(({ activities, commit }) => from(activities).pipe(concatMap(handle), ignoreElements(), tap({ complete: commit }))));
const activities$ = directLine.activity$.pipe(concatMap(handle));
(form === 'sets' ? sets$ : activities$).subscribe();
