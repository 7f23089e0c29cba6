import { asyncScheduler, Subject, type Observable } from 'rxjs';

/** What happened, without secrets, tokens or queries. */
export type LogEvent = { readonly atMs: number } & LogEntry;

export type LogEntry =
  /** `damage`: which fault spoilt the answer on its way. */
  | { readonly type: 'request'; readonly method: string; readonly path: string; readonly status: number; readonly ms: number; readonly damage?: string }
  | { readonly type: 'socketOpened'; readonly socket: string; readonly conversationId: string }
  | { readonly type: 'socketClosed'; readonly socket: string; readonly code: number; readonly reason: string }
  | { readonly type: 'socketRefused'; readonly path: string; readonly status: number; readonly reason: string }
  | { readonly type: 'botCalled'; readonly delivery: string; readonly conversationId: string; readonly activityType: string; readonly activityId: string }
  /** `status` of its HTTP answer (200 for a function that completes), or `failed`: why there was none. */
  | { readonly type: 'botAnswered'; readonly delivery: string; readonly ms: number; readonly status?: number; readonly failed?: string }
  /** `sockets`: how many it hit. */
  | { readonly type: 'fault'; readonly fault: string; readonly sockets: number }
  /** A defect of the emulator itself. */
  | { readonly type: 'error'; readonly message: string };

export interface Log {
  readonly log$: Observable<LogEvent>;
  write(entry: LogEntry): void;
  end(): void;
}

export function createLog(): Log {
  const events = new Subject<LogEvent>();
  return {
    log$: events.asObservable(),
    write: (entry) => events.next({ atMs: asyncScheduler.now(), ...entry }),
    end: () => events.complete(),
  };
}
