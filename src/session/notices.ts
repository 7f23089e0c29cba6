import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { notice, type Trace } from '../trace.js';
import type { Source } from './credential.js';
import type { UserWins } from './speaker.js';
import type { Conversation } from '../protocol/protocol.js';
import type { Store } from './store.js';

export interface Noticing {
  readonly store: Store;
  readonly source: Source;
  readonly user: { readonly id: string } | undefined;
  readonly isBrowser: boolean;
  readonly userWins: UserWins;
  readonly trace: Trace;
}

/** Tells once, as the conversation is first asked for and known, what a developer should know of how it was opened. */
export const noticing = ({ store, source, user, isBrowser, userWins, trace }: Noticing): MonoTypeOperatorFunction<Conversation> => {
  // Mutable: whether it has been told.
  let told = false;
  return known$ =>
    defer(() => {
      if (isBrowser && source.kind === 'secret' && !told) {
        told = true;
        trace(notice('secretInBrowser', 'the secret opens every conversation of the bot: keep it on a server and give `token` a function here'));
      }
      return known$;
    }).pipe(tap(() => userWins(store.token?.userId, user?.id)));
};
