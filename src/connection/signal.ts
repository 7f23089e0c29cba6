import type { Observable } from 'rxjs';

/** What the stream of a run tells about itself, besides its values. */
export type Signal<T> =
  | { readonly kind: 'opened'; readonly ping?: () => void }
  | { readonly kind: 'alive' }
  | { readonly kind: 'value'; readonly value: T }
  /** The clock jumped past all that the stream could have told. */
  | { readonly kind: 'jumped' };

/**
 * Opens one stream a subscription; unsubscribing closes it. What ends it, an error or a completion, ends the run.
 * A guarantee is added by a function that takes an `Open` and gives one back.
 */
export type Open<T> = () => Observable<Signal<T>>;
