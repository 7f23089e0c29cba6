import { filter, map, switchMap, type Observable } from 'rxjs';
import { hasStreams, type Protocol, type StreamingProtocol } from './protocol.js';

/** A protocol at a base URL that is known, or for which each call waits. */
export const located = (make: (baseUrl: string) => Protocol, baseUrl: string | Observable<string>): Protocol => {
  if (typeof baseUrl === 'string') return make(baseUrl);
  const there$ = baseUrl.pipe(map(make));
  const shape = make('');
  return hasStreams(shape) ? streamingAt(there$.pipe(filter(hasStreams)), shape) : at(there$, shape);
};

const at = (there$: Observable<Protocol>, { version }: Protocol): Protocol => ({
  version,
  generateToken: (...asked) => there$.pipe(switchMap(there => there.generateToken(...asked))),
  startConversation: (...asked) => there$.pipe(switchMap(there => there.startConversation(...asked))),
  refreshToken: (...asked) => there$.pipe(switchMap(there => there.refreshToken(...asked))),
  getActivities: (...asked) => there$.pipe(switchMap(there => there.getActivities(...asked))),
  postActivity: (...asked) => there$.pipe(switchMap(there => there.postActivity(...asked))),
  upload: (...asked) => there$.pipe(switchMap(there => there.upload(...asked))),
  getSessionId: (...asked) => there$.pipe(switchMap(there => there.getSessionId(...asked))),
});

const streamingAt = (there$: Observable<StreamingProtocol>, shape: StreamingProtocol): StreamingProtocol => ({
  ...at(there$, shape),
  reconnectToConversation: (...asked) => there$.pipe(switchMap(there => there.reconnectToConversation(...asked))),
});
