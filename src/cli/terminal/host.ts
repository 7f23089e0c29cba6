import type { Observable } from 'rxjs';
import type { EndingSignal } from './signals.js';

type Tty = { readonly isTTY?: boolean; readonly columns?: number };

/** What a command knows of the process that it runs in: given, so that specs give their own. */
export interface Host {
  readonly stdin: NodeJS.ReadableStream & Tty;
  readonly stdout: NodeJS.WritableStream & Tty;
  readonly stderr: NodeJS.WritableStream & Tty;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal$: Observable<EndingSignal>;
  readonly version: string;
}

/** Whether a line on this screen can be taken back. */
export const isLive = ({ stdout, env }: Host): boolean => stdout.isTTY === true && env['TERM'] !== 'dumb';

/** https://no-color.org: any value but the empty one. */
export const hasColour = (host: Host): boolean => isLive(host) && !host.env['NO_COLOR'];
