import { finalize, fromEvent, map, merge, of, reduce, switchMap, takeUntil, throwError, type Observable } from 'rxjs';
import { UsageError } from '../options.js';
import type { Host } from '../terminal/host.js';

const checked = (text: string): string => {
  if (text.trim() === '') throw new UsageError('the text is empty');
  return text;
};

const allOf = (stdin: Host['stdin']): Observable<string> => {
  stdin.setEncoding('utf8');
  const broken$ = fromEvent(stdin, 'error').pipe(switchMap(error => throwError(() => error)));
  return merge(fromEvent(stdin, 'data'), broken$).pipe(
    takeUntil(fromEvent(stdin, 'end')),
    reduce((all, part) => all + String(part), ''),
    finalize(() => void stdin.pause()), // or an open input would keep the process
  );
};

/** What is asked: the text that was given, else all of standard input, without its last line end. */
export const questionFrom = (text: string | undefined, { stdin }: Host): Observable<string> => {
  if (text !== undefined) return of(checked(text));
  if (stdin.isTTY === true) throw new UsageError('a text is missing: ask "text", or pipe it in');
  return allOf(stdin).pipe(map(all => checked(all.replace(/\r?\n$/, ''))));
};
