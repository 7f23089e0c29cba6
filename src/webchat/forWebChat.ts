import { catchError, EMPTY, map, of, retry, skip, startWith, tap, withLatestFrom, type Observable } from 'rxjs';
import type { Activity, DirectLine } from '../index.js';
import { posting } from './posting.js';
import { replay } from './replay.js';
import { shown } from './shown.js';
import { ConnectionStatus, numbered, type StatusNumbers } from './status.js';

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
  /** The bot's speech grammar, once the service has told of one. Docs/protocol.md, 4.1. */
  readonly referenceGrammarId: string | undefined;
  /** Web Chat says that it has left. The client stays: mounted again, Web Chat goes on with it and has its transcript. */
  readonly end: () => void;
}

export interface WebChatOptions {
  /**
   * Who the user is, where neither the token says so, as the one for a conversation that goes on does not, nor Web Chat's `userID`, which takes no
   * id that begins with `dl_`: posts are from him, and what he has said is shown as his. Docs/protocol.md, 3.4.
   */
  readonly userId?: string | undefined;
}

/** What is needed of a client. */
export type WebChatClient = Pick<DirectLine, 'connectionStatus$' | 'conversation$' | 'activity$' | 'postActivity' | 'getSessionId'>;

/**
 * The face of a client for Web Chat: `<ReactWebChat directLine={forWebChat(directLine)} />`. Make one for each client, beside it and not
 * in a component. Nothing is asked of the service until Web Chat subscribes; `directLine.end()` ends it. Docs/protocol.md, 12.1 and 13.
 */
export const forWebChat = (directLine: WebChatClient, { userId }: WebChatOptions = {}): WebChatConnection => {
  // Mutable: that of the last conversation. Web Chat reads it at each status.
  let referenceGrammarId: string | undefined;
  const conversation$ = directLine.conversation$.pipe(tap((conversation) => (referenceGrammarId = conversation.referenceGrammarId)));
  const connectionStatus$ = numbered(directLine);
  const isLost = (): boolean => connectionStatus$.value === ConnectionStatus.Connecting;
  const { recorded$, activity$ } = replay(shownBy(directLine, conversation$, userId), isLost);
  return {
    connectionStatus$,
    activity$,
    postActivity: posting(directLine, recorded$, userId),
    getSessionId: () => directLine.getSessionId().pipe(catchError(() => of(''))),
    end: () => undefined,
    get referenceGrammarId() {
      return referenceGrammarId;
    },
  };
};

/** What the client delivers, again whenever its status changes after an error, which the status tells of. */
const shownBy = ({ activity$, connectionStatus$ }: WebChatClient, conversation$: WebChatClient['conversation$'], givenId: string | undefined): Observable<Activity> => {
  const userId$ = conversation$.pipe(
    map(({ userId = givenId }) => userId),
    startWith(givenId),
    catchError(() => EMPTY),
  );
  return activity$.pipe(
    withLatestFrom(userId$),
    map(([activity, userId]) => shown(activity, userId)),
    retry({ delay: () => connectionStatus$.pipe(skip(1)) }),
  );
};
