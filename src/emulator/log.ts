import { asyncScheduler, Subject, type Observable } from 'rxjs';

/** What happened, without secrets, tokens or queries. */
export type LogEvent = { readonly atMs: number } & LogEntry;

export type LogEntry =
  /** `side`: who asked, a client or the bot through its connector. `damage`: which fault spoilt the answer on its way. */
  | {
      readonly type: 'request'; readonly side: 'client' | 'bot'; readonly method: string; readonly path: string;
      readonly status: number; readonly ms: number; readonly damage?: string;
    }
  | { readonly type: 'socketOpened'; readonly socket: string; readonly conversationId: string }
  | { readonly type: 'socketClosed'; readonly socket: string; readonly code: number; readonly reason: string }
  | { readonly type: 'socketRefused'; readonly path: string; readonly status: number; readonly reason: string }
  /** The bot is given an activity; `botAnswered` has the same `delivery`. */
  | ({ readonly type: 'botCalled'; readonly delivery: string } & LoggedActivity)
  /** `status` of its HTTP answer (200 for a function that completes), or `failed`: why there was none. */
  | { readonly type: 'botAnswered'; readonly delivery: string; readonly ms: number; readonly status?: number; readonly failed?: string }
  /** What clients get of the bot, whether it posted, emitted or answered it. */
  | ({ readonly type: 'botSent'; readonly replyToId?: string } & LoggedActivity)
  /** `sockets`: how many it hit. */
  | { readonly type: 'fault'; readonly fault: string; readonly sockets: number }
  /** A defect of the emulator itself. */
  | { readonly type: 'error'; readonly message: string };

/** What the log tells of an activity. */
export interface LoggedActivity {
  readonly conversationId: string;
  readonly activityType: string;
  readonly activityId: string;
  readonly text?: string;
  /** An event's. */
  readonly name?: string;
}

export interface Log {
  readonly log$: Observable<LogEvent>;
  write(entry: LogEntry): void;
  end(): void;
}

/** `withoutSecrets` sees each text that somebody else has written. */
export function createLog(withoutSecrets: (text: string) => string): Log {
  const events = new Subject<LogEvent>();
  return {
    log$: events.asObservable(),
    write: (entry) => events.next({ atMs: asyncScheduler.now(), ...cleaned(entry, withoutSecrets) }),
    end: () => events.complete(),
  };
}

const strangersTexts = new Set(['path', 'text', 'name', 'reason', 'failed', 'message']);

function cleaned(entry: LogEntry, withoutSecrets: (text: string) => string): LogEntry {
  const copy = { ...entry };
  for (const [field, value] of Object.entries(entry)) {
    if (typeof value === 'string' && strangersTexts.has(field)) Object.assign(copy, { [field]: withoutSecrets(value) });
  }
  return copy;
}
