import { ignoreElements, from, tap, type Observable } from 'rxjs';
import { rejectionText } from '../render/outcome.js';
import { line } from '../render/shown.js';
import type { Outcome } from './posts.js';
import { runSlash } from './slash.js';
import type { Talking } from './talking.js';

/** Sends a message, and says so when it was not accepted. */
export const sent = ({ posts, show }: Talking, text: string): Observable<Outcome> =>
  posts.send(text).pipe(
    tap(({ error }) => {
      if (error !== undefined) show(line('problem', `! ${rejectionText(text, error)}`));
    }),
  );

/** Runs a slash command, and shows what it says. */
export const obeyed = ({ controls, show }: Talking, command: string): Observable<never> =>
  from(runSlash(command, controls)).pipe(tap(show), ignoreElements());
