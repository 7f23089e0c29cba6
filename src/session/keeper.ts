import { identity, type Observable } from 'rxjs';
import type { Trace } from '../trace.js';
import type { Store } from './store.js';

/** What a keeper keeps, and whose that is: what another service or user left is not gone on with. */
export interface Keeping {
  readonly store: Store;
  readonly baseUrl?: string | undefined;
  readonly userId?: string | undefined;
  /** Emits when the conversation is over: nobody can go on with it. */
  readonly over$: Observable<unknown>;
  readonly trace: Trace;
}

/** Lets something begin once it is known where the conversation goes on. */
export type Resumed = <T>(source$: Observable<T>) => Observable<T>;

/** Keeps a client's checkpoint, and has the client go on with it: `storedIn` makes one. */
export interface Keeper {
  readonly keep: (keeping: Keeping) => Resumed;
}

/** Keeps nothing. */
export const keptNowhere: Keeper = { keep: () => identity };
