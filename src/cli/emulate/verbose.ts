import { ignoreElements, tap, type Observable } from 'rxjs';
import type { LogEvent } from '../../emulator/index.js';
import { jsonLine } from '../render/jsonLine.js';
import { logRow } from '../render/log.js';
import { cut } from '../terminal/fit.js';
import { hasColour, type Host } from '../terminal/host.js';
import { styled } from '../terminal/style.js';

const rowFor = (host: Host, event: LogEvent): string => {
  const row = logRow(event);
  const text = host.stdout.isTTY === true ? cut(row.text, host.stdout.columns ?? 80) : row.text;
  return `${styled({ ...row, text }, hasColour(host))}\n`;
};

/** Prints what happens, a line each: for people, no wider than their terminal; for programs as JSON. */
export const printed = (log$: Observable<LogEvent>, host: Host, json: boolean): Observable<never> =>
  log$.pipe(
    tap(event => host.stdout.write(json ? jsonLine(event) : rowFor(host, event))),
    ignoreElements(),
  );
