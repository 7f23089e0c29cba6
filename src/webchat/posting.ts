import { defer, filter, map, merge, ReplaySubject, share, switchMap, take, type Observable } from 'rxjs';
import { clientActivityIdOf, type Activity, type DirectLine } from '../index.js';

/**
 * Posts for Web Chat, which lets go of its posts when the connection is lost and then never says that they were sent. So a post goes on
 * when it is left, and one whose echo has come emits its id before the loss is told: the service has it, though its answer,
 * which takes as long as the bot's turn, is yet to come. Errors are those of `postActivity`.
 */
export const posting =
  ({ postActivity, connectionStatus$ }: Pick<DirectLine, 'postActivity' | 'connectionStatus$'>, recorded$: Observable<Activity>, userId?: string) =>
  (activity: Activity): Observable<string> => {
    const answered$ = postActivity(userId === undefined ? activity : { ...activity, from: { ...activity.from, id: userId } }).pipe(
      map(({ id }) => id),
      share({ connector: () => new ReplaySubject<string>(1), resetOnRefCountZero: false, resetOnComplete: false, resetOnError: false }),
    );
    const lost$ = connectionStatus$.pipe(filter(({ state }) => state !== 'online'));
    const echoed$ = recorded$.pipe(
      filter(isEchoOf(activity)),
      switchMap(({ id = '' }) => lost$.pipe(map(() => id))),
    );
    return defer(() => merge(echoed$, answered$)).pipe(take(1));
  };

const isEchoOf = (posted: Activity) => {
  const own = clientActivityIdOf(posted);
  return (activity: Activity): boolean => own !== undefined && activity.id !== undefined && clientActivityIdOf(activity) === own;
};
