import { asapScheduler, catchError, connect, defer, EMPTY, filter, merge, mergeMap, observeOn, startWith, take, takeWhile, type Observable } from 'rxjs';
import type { Activity, Checkpoint, ConnectionStatus, DirectLine } from '../../index.js';
import { isOver, isStopped } from '../connection/over.js';

/** What there is to do, in this order. */
export type Step =
  | { readonly kind: 'activity'; readonly activity: Activity }
  /** Everything before this is behind the checkpoint. */
  | { readonly kind: 'place'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'over'; readonly status: ConnectionStatus };

/**
 * The activities, and after each set the place that it has brought the conversation to. The client moves its checkpoint
 * behind the last activity of a set: so it is looked at before each activity, and once more when all of a turn have come.
 * `trace$` is there for what moves it without an activity: the start of a conversation, an empty page.
 */
export const stepsOf = ({ activity$, connectionStatus$, trace$, checkpoint }: DirectLine): Observable<Step> =>
  defer(() => {
    // Mutable: the place that was told last.
    let told: string | undefined;
    const place = (): Step[] => {
      const found = checkpoint();
      const text = JSON.stringify(found);
      if (!found || text === told) return [];
      told = text;
      return [{ kind: 'place', checkpoint: found }];
    };
    const over$ = connectionStatus$.pipe(filter(status => isOver(status) || isStopped(status)), take(1));
    return activity$.pipe(
      catchError(() => EMPTY), // the status says how it ended
      connect(heard$ =>
        merge(
          heard$.pipe(mergeMap((activity): Step[] => [...place(), { kind: 'activity', activity }])),
          merge(heard$, trace$).pipe(observeOn(asapScheduler), startWith('a place to begin with'), mergeMap(place)),
          over$.pipe(observeOn(asapScheduler), mergeMap((status): Step[] => [...place(), { kind: 'over', status }])),
        ),
      ),
      takeWhile(({ kind }) => kind !== 'over', true),
    );
  });
