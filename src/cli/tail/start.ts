import { catchError, map, of, reduce, switchMap, throwError, type Observable } from 'rxjs';
import {
  directLine3, fetchHttp, pages, startConversation, withDeadline, type ActivitySet, type Checkpoint, type DirectLineOptions,
} from '../../index.js';
import type { Line } from '../connection/line.js';
import { failureText } from '../render/failure.js';

interface Joined {
  readonly conversationId: string;
  readonly started: 'new' | 'existing' | 'unknown';
  /** What opens it: the secret, or the newest token. */
  readonly credential: string;
}

const joined = ({ credential: { kind, value }, conversationId, options: { protocol, user }, url }: Line): Observable<Joined> => {
  if (conversationId !== undefined) return of({ conversationId, started: 'existing', credential: value });
  const by = kind === 'secret' ? { secret: value } : { token: value };
  const who = typeof user === 'string' ? { user: { id: user } } : {};
  return startConversation({ baseUrl: url, ...by, ...who, ...(protocol && { protocol }) }).pipe(
    map(({ conversationId, started, grant }) => ({ conversationId, started, credential: grant?.token ?? value })),
  );
};

/** Behind the last page of what the service keeps. */
const head = ({ url, options: { protocol = directLine3 } }: Line, { conversationId, credential }: Joined): Observable<Checkpoint> => {
  const { getActivities } = protocol(withDeadline(fetchHttp()), url);
  return pages(watermark => getActivities(credential, conversationId, watermark)).pipe(
    reduce<ActivitySet, string | undefined>((last, { watermark }) => watermark || last, undefined),
    map(watermark => ({ conversationId, ...(watermark !== undefined && { watermark }) })),
  );
};

const place = (line: Line, one: Joined): Observable<Checkpoint> =>
  one.started === 'new' ? of({ conversationId: one.conversationId }) : head(line, one);

/**
 * Where only what is new begins. It is a place that can be saved before anything has come, which the client's own
 * `history: 'new'` does not give: so what comes while `tail` is down is not taken for history.
 */
export const fromNowOn = (line: Line): Observable<DirectLineOptions> =>
  joined(line).pipe(
    switchMap(one =>
      place(line, one).pipe(
        map((resume): DirectLineOptions => ({ ...line.options, ...(line.credential.kind === 'token' && { token: one.credential }), resume })),
      ),
    ),
    catchError((error: unknown) => throwError(() => new Error(failureText(error)))),
  );

/** Where all of it begins: in the conversation that was named, else in the token's or a new one. */
export const fromTheStart = ({ options, conversationId }: Line): DirectLineOptions =>
  conversationId === undefined ? options : { ...options, resume: { conversationId } };
