import { concatMap, connect, endWith, filter, ignoreElements, map, merge, mergeMap, type Observable } from 'rxjs';
import { exitCodes, type ExitCode } from '../exitCodes.js';
import { isOver } from '../connection/over.js';
import { obeyed, sent } from './doing.js';
import { commandsIn, messagesIn } from './said.js';
import type { Talking } from './talking.js';

/** A person types: messages go one after the other, slash commands at once, and the end of input is the end. */
export const typed = (talking: Talking): Observable<ExitCode> => {
  const over$ = talking.status$.pipe(
    filter(isOver),
    map(({ state }) => (state === 'ended' ? exitCodes.ok : exitCodes.failed)),
  );
  const input$ = talking.said$.pipe(
    connect(said$ =>
      merge(
        said$.pipe(commandsIn, mergeMap(command => obeyed(talking, command))),
        said$.pipe(messagesIn, concatMap(text => sent(talking, text)), ignoreElements()),
        said$.pipe(ignoreElements(), endWith(exitCodes.ok)),
      ),
    ),
  );
  return merge(over$, input$);
};
