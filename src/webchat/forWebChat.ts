import { catchError, EMPTY, map, of, retry, skip, startWith, withLatestFrom, type Observable } from 'rxjs';
import type { Activity, DirectLine } from '../index.js';
import { posting } from './posting.js';
import { replay } from './replay.js';
import { shown } from './shown.js';
import { numbered, type StatusNumbers } from './status.js';

/** What Web Chat's `directLine` takes. */
export interface WebChatConnection {
  /** The current status as a number, then changes; subscribing does nothing else. Never errors. */
  readonly connectionStatus$: StatusNumbers;
  /** What was recorded so far, the last 1,000, then each activity as it comes: shared. Subscribing listens to the client's. Completes at the end; never errors. */
  readonly activity$: Observable<Activity>;
  /** One post a call, which goes on when it is left; emits its id. Errors as the client's does: Web Chat says that it failed. */
  readonly postActivity: (activity: Activity) => Observable<string>;
  /** The id of the sign-in session; `''` where there is none, so that the sign-in asks for a code. */
  readonly getSessionId: () => Observable<string>;
  /** Web Chat says that it has left. The client stays: mounted again, Web Chat goes on with it and has its transcript. */
  readonly end: () => void;
}

/** What is needed of a client. */
export type WebChatClient = Pick<DirectLine, 'connectionStatus$' | 'session$' | 'activity$' | 'postActivity' | 'getSessionId'>;

/**
 * The face of a client for Web Chat: `<ReactWebChat directLine={forWebChat(directLine)} />`. Make one for each client, beside it and not
 * in a component. Nothing is asked of the service until Web Chat subscribes; `directLine.end()` ends it. Docs/protocol.md, 12.1 and 13.
 */
export const forWebChat = (directLine: WebChatClient): WebChatConnection => {
  const { recorded$, activity$ } = replay(shownBy(directLine));
  return {
    connectionStatus$: numbered(directLine),
    activity$,
    postActivity: posting(directLine, recorded$),
    getSessionId: () => directLine.getSessionId().pipe(catchError(() => of(''))),
    end: () => undefined,
  };
};

/** What the client delivers, again whenever its status changes after an error, which the status tells of. */
const shownBy = ({ activity$, session$, connectionStatus$ }: WebChatClient): Observable<Activity> => {
  const userId$ = session$.pipe(
    map(({ userId }) => userId),
    startWith(undefined),
    catchError(() => EMPTY),
  );
  return activity$.pipe(
    withLatestFrom(userId$),
    map(([activity, userId]) => shown(activity, userId)),
    retry({ delay: () => connectionStatus$.pipe(skip(1)) }),
  );
};
