import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { notice, type Trace } from '../trace.js';
import type { Source } from './credential.js';
import type { Known, Store } from './store.js';

export interface Noticing {
  readonly store: Store;
  readonly source: Source;
  readonly user: { readonly id: string } | undefined;
  readonly isBrowser: boolean;
  readonly trace: Trace;
}

/** Tells once, as the conversation is first asked for and known, what a developer should know of how it was opened. */
export const noticing = ({ store, source, user, isBrowser, trace }: Noticing): MonoTypeOperatorFunction<Known> => {
  // Mutable: what has been told.
  const told = new Set<string>();
  const once = (...[kind, message]: Parameters<typeof notice>): void => {
    if (told.has(kind)) return;
    told.add(kind);
    trace(notice(kind, message));
  };
  return known$ =>
    defer(() => {
      if (isBrowser && source.kind === 'secret')
        once('secretInBrowser', 'the secret opens every conversation of the bot: keep it on a server and use `getToken` here');
      return known$;
    }).pipe(
      tap(() => {
        const bound = store.grant?.userId;
        if (user && bound !== undefined && bound !== user.id)
          once('tokenUserWins', `the token speaks for ${bound}, so the service puts that in the place of user ${user.id}`);
      }),
    );
};
