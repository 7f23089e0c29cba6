import { mergeMap, throwError, type Observable } from 'rxjs';
import { DirectLineEndedError } from '../errors.js';
import { firstBefore } from '../flow/firstBefore.js';
import { hasStreams, type Protocol } from '../protocol/protocol.js';
import type { Authorized } from './authorizedCalls.js';

/** It names no conversation: where there is no such call, none is gone. */
const asItIs = (error: unknown): Observable<never> => throwError(() => error);

/** Asks for the sign-in session's id with a token that works, once a subscription; what has ended asks nothing. Docs/protocol.md, 10. */
export const askingSessionId = (protocol: Protocol, authorized: Authorized, ended$: Observable<unknown>) => (): Observable<string> =>
  // 1.1 says that it has none: no conversation is started to hear that.
  (hasStreams(protocol) ? authorized(token => protocol.getSessionId(token), asItIs) : protocol.getSessionId('')).pipe(
    firstBefore(ended$.pipe(mergeMap(() => throwError(() => new DirectLineEndedError())))),
  );
