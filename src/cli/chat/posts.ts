import { randomUUID } from 'node:crypto';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { Activity, DirectLine } from '../../index.js';
import { textAt } from '../render/json.js';

/** What became of a message; `error` when it was not accepted. */
export interface Outcome {
  readonly text: string;
  readonly error?: unknown;
}

export interface Posts {
  /** Posts a message when subscribed; never errors. */
  send(text: string): Observable<Outcome>;
  /** Whether an activity is one of these messages, come back. */
  isEcho(activity: Activity): boolean;
}

export const createPosts = (directLine: Pick<DirectLine, 'postActivity'>): Posts => {
  const sent = new Set<string>();
  return {
    send: text =>
      defer(() => {
        const clientActivityID = randomUUID();
        sent.add(clientActivityID);
        return directLine.postActivity({ type: 'message', text, textFormat: 'plain', channelData: { clientActivityID } });
      }).pipe(
        map(() => ({ text })),
        catchError((error: unknown) => of({ text, error })),
      ),
    isEcho: ({ channelData }) => sent.has(textAt(channelData, 'clientActivityID') ?? ''),
  };
};
