import type { Observable } from 'rxjs';
import type { ExitCode } from './exitCodes.js';
import type { Host } from './terminal/host.js';

export interface Command {
  /** What it does, in one line of the list of commands. */
  readonly summary: string;
  readonly help: string;
  /** Runs while subscribed; its first value ends it. Throws or errors with `UsageError` for a wrong command line. */
  readonly run: (args: readonly string[], host: Host) => Observable<ExitCode>;
}
