import { filter, map, switchMap, type Observable } from 'rxjs';
import { hasStreams, type Protocol, type StreamingProtocol } from './protocol.js';

/** A protocol at a base URL that is known, or for which each call waits. */
export const located = (make: (baseUrl: string) => Protocol, baseUrl: string | Observable<string>): Protocol => {
  if (typeof baseUrl === 'string') return make(baseUrl);
  const there$ = baseUrl.pipe(map(make));
  const shape = make('');
  return hasStreams(shape) ? streamingAt(there$.pipe(filter(hasStreams)), shape) : at(there$, shape);
};

/** A call of a protocol that is still to come. */
const once = <P>(there$: Observable<P>) => <A extends readonly unknown[], T>(call: (there: P) => (...asked: A) => Observable<T>) =>
  (...asked: A): Observable<T> => there$.pipe(switchMap(there => call(there)(...asked)));

const at = (there$: Observable<Protocol>, { version }: Protocol): Protocol => {
  const later = once(there$);
  return {
    version,
    generateToken: later(there => there.generateToken),
    startConversation: later(there => there.startConversation),
    refreshToken: later(there => there.refreshToken),
    getActivities: later(there => there.getActivities),
    postActivity: later(there => there.postActivity),
    upload: later(there => there.upload),
    getSessionId: later(there => there.getSessionId),
  };
};

const streamingAt = (there$: Observable<StreamingProtocol>, shape: StreamingProtocol): StreamingProtocol => ({
  ...at(there$, shape),
  reconnectToConversation: once(there$)(there => there.reconnectToConversation),
});
