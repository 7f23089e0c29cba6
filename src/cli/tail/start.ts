import { catchError, map, of, reduce, switchMap, throwError, type Observable } from 'rxjs';
import type { ActivitySet, Checkpoint, DirectLineOptions } from '../../index.js';
import { directLineService, getActivities, historyPages, startConversation, type DirectLineService } from '../../parts/index.js';
import type { Line } from '../connection/line.js';
import { failureText } from '../render/failure.js';

interface Joined {
  readonly conversationId: string;
  readonly started: 'new' | 'existing' | 'unknown';
  /** What opens it: the secret, or the newest token. */
  readonly credential: string;
}

const serviceOf = ({ url, options: { protocol } }: Line): DirectLineService => directLineService({ baseUrl: url, ...(protocol && { protocol }) });

const joined = (line: Line): Observable<Joined> => {
  const { credential: { kind, value }, conversationId, options: { user } } = line;
  if (conversationId !== undefined) return of({ conversationId, started: 'existing', credential: value });
  const by = kind === 'secret' ? { secret: value } : { token: value };
  const who = typeof user === 'string' ? { user: { id: user } } : {};
  return startConversation({ service: serviceOf(line), ...by, ...who }).pipe(
    map(({ conversationId, started = 'existing', token }) => ({ conversationId, started, credential: typeof token === 'object' ? token.value : (token ?? value) })),
  );
};

/** Behind the last page of what the service has recorded. */
const head = (line: Line, { conversationId, credential: token }: Joined): Observable<Checkpoint> => {
  const service = serviceOf(line);
  return historyPages((watermark) => getActivities({ service, token, conversationId, ...(watermark !== undefined && { watermark }) })).pipe(
    reduce<ActivitySet, string | undefined>((last, { watermark }) => watermark || last, undefined),
    map((watermark) => ({ conversationId, ...(watermark !== undefined && { watermark }) })),
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
        map((resume): DirectLineOptions => (line.credential.kind === 'token' ? { ...tokenLine(line), token: one.credential, resume } : { ...line.options, resume })),
      ),
    ),
    catchError((error: unknown) => throwError(() => new Error(failureText(error)))),
  );

const tokenLine = ({ options: { token: _, secret: __, ...rest } }: Line) => rest;

/** Where all of it begins: in the conversation that was named, else in the token's or a new one. */
export const fromTheStart = ({ options, conversationId }: Line): DirectLineOptions =>
  conversationId === undefined ? options : { ...options, resume: { conversationId } };
