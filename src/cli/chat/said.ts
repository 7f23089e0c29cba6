import { filter, map, mergeMap, takeWhile, type MonoTypeOperatorFunction, type Observable, type OperatorFunction } from 'rxjs';

/** A line of input, by what it asks for. */
export type Said =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string };

const quits = (line: string): boolean => /^\/quit\s*$/.test(line);

const parse = (line: string): Said => {
  // Bots have commands of their own: two slashes send one.
  if (line.startsWith('//')) return { kind: 'message', text: line.slice(1) };
  const command = /^\/(\S*)/.exec(line);
  return command ? { kind: 'command', name: command[1] ?? '' } : { kind: 'message', text: line };
};

const untilQuit: MonoTypeOperatorFunction<string> = takeWhile(line => !quits(line));

/** What the lines say; completes at the end of input or at /quit. */
export const saidIn = (line$: Observable<string>): Observable<Said> =>
  line$.pipe(
    untilQuit,
    filter(line => line.trim() !== ''),
    map(parse),
  );

export const messagesIn: OperatorFunction<Said, string> = mergeMap(said => (said.kind === 'message' ? [said.text] : []));
export const commandsIn: OperatorFunction<Said, string> = mergeMap(said => (said.kind === 'command' ? [said.name] : []));
