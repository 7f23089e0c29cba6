import { defer, finalize, type Observable } from 'rxjs';
import { createDirectLine, type DirectLine, type DirectLineOptions } from '../../index.js';

/** A client that is there while it is used, and ends after that. */
export const withClient = <T>(options: DirectLineOptions, use: (directLine: DirectLine) => Observable<T>): Observable<T> =>
  defer(() => {
    const directLine = createDirectLine(options);
    return use(directLine).pipe(finalize(directLine.end));
  });
