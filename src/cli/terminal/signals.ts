import { fromEventPattern, map, merge, type Observable } from 'rxjs';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that end a command. */
export type EndingSignal = (typeof names)[number];

/** They arrive here while somebody subscribes; with nobody there a second Ctrl-C does what it does to any process. */
export const endingSignals = (from: NodeJS.EventEmitter): Observable<EndingSignal> =>
  merge(
    ...names.map(name =>
      fromEventPattern<unknown>(
        handler => from.on(name, handler),
        handler => from.off(name, handler),
      ).pipe(map(() => name)),
    ),
  );
