import { Observable, Subject, takeUntil, type OperatorFunction } from 'rxjs';
import type { Activity, ActivitySet } from '../protocol/types.js';
import { Delivered } from '../session/delivered.js';
import type { ConversationSet } from './activitySets.js';

export interface DeliverOnceOptions {
  /** Remembers an activity and says whether it is new. Default: the ids that this subscription has delivered. */
  readonly isNew?: ((activity: Activity) => boolean) | undefined;
}

/**
 * Drops the activities that were delivered before and emits the others one by one; ids have to outlive a `retry`, so it stands after that:
 * `set$.pipe(retry(…), deliverOnce())`. An id counts when its activity has been handed on, so unsubscribing in the middle of a set repeats
 * none of those before it. State is per subscription. Errors and completion are those of the source.
 * @example
 * activitySets({ conversation$, token$, status$ }).pipe(deliverOnce()).subscribe(({ text }) => console.log(text));
 */
export const deliverOnce = ({ isNew }: DeliverOnceOptions = {}): OperatorFunction<ActivitySet & { readonly hidden?: true }, Activity> =>
  deliver(isNew, ({ activities, hidden }, add, subscriber) => {
    for (const activity of activities) {
      if (subscriber.closed) return;
      if (add(activity) && !hidden) subscriber.next(activity);
    }
  });

/**
 * Drops the activities that were delivered before and emits the rest of each set as one, for work by `concatMap` and a checkpoint that is saved
 * after it. A set with nothing new is dropped. State is per subscription. Errors and completion are those of the source.
 */
export const deliverSetsOnce = ({ isNew }: DeliverOnceOptions = {}): OperatorFunction<ConversationSet, ConversationSet> =>
  deliver(isNew, (set, add, subscriber) => {
    const activities = set.activities.filter(add);
    if (activities.length > 0) subscriber.next({ ...set, activities: set.hidden ? [] : activities });
  });

type HandOn<S, R> = (set: S, add: (activity: Activity) => boolean, subscriber: { readonly closed: boolean; next(value: R): void }) => void;

const deliver =
  <S extends ActivitySet, R>(isNew: DeliverOnceOptions['isNew'], handOn: HandOn<S, R>): OperatorFunction<S, R> =>
  (set$) =>
    new Observable((subscriber) => {
      // RxJS subscribes for a subscriber that has unsubscribed already, too.
      if (subscriber.closed) return;
      const add = isNew ?? deliveredIds();
      // Mutable: a handler may make the next set arrive at once, which must not overtake the rest of this one.
      const waiting: S[] = [];
      let isHandingOn = false;
      // Mutable: the completion or the error that arrived meanwhile.
      let end: (() => void) | undefined;
      const left$ = new Subject<void>();
      subscriber.add(() => left$.next());
      const handOnAll = (): void => {
        isHandingOn = true;
        try {
          for (let first = waiting.shift(); first; first = waiting.shift()) handOn(first, add, subscriber);
        } catch (error) {
          // What `isNew` throws.
          subscriber.error(error);
        } finally {
          isHandingOn = false;
        }
        end?.();
      };
      const endWith = (how: () => void): void => {
        if (isHandingOn) end = how;
        else how();
      };
      set$.pipe(takeUntil(left$)).subscribe({
        next: (set) => {
          waiting.push(set);
          if (!isHandingOn) handOnAll();
        },
        error: (error: unknown) => endWith(() => subscriber.error(error)),
        complete: () => endWith(() => subscriber.complete()),
      });
    });

/** Remembers ids by conversation: `conversation|serial` for good, others in part (see `Delivered`). */
const deliveredIds = (): ((activity: Activity) => boolean) => {
  const byConversation = new Map<string, Delivered>();
  return (activity) => {
    const conversationId = activity.id?.includes('|') ? activity.id.slice(0, activity.id.lastIndexOf('|')) : '';
    const known = byConversation.get(conversationId) ?? new Delivered(conversationId);
    byConversation.set(conversationId, known);
    return known.add(activity);
  };
};
