import { fromEvent, map, type Observable } from 'rxjs';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import type { Host } from './host.js';

/** Ends when nobody reads standard output any more (`| head -1`), which is no failure; errors with others, a full disk say. */
export const brokenOutput = ({ stdout }: Host): Observable<ExitCode> =>
  fromEvent(stdout, 'error', (error: NodeJS.ErrnoException) => error).pipe(
    map(error => {
      if (error.code !== 'EPIPE') throw error;
      return exitCodes.ok;
    }),
  );
