import type { Observable } from 'rxjs';
import type { DirectLineError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { LiveActivity } from './assembler.js';
import { clientActivityIdOf } from '../protocol/clientActivityId.js';

/** What every row has. */
export interface RowBase {
  /** Of this row alone, and the same as long as there is one. */
  readonly key: string;
  /** What is known of it; its `livestream` says where a streamed answer is. */
  readonly activity: LiveActivity;
}

/** A message as a UI shows it. The first three are posts of this transcript; whose the others are says `activity.from`. */
export type Row =
  /** On its way. */
  | (RowBase & { readonly state: 'pending' })
  /** The service has it, and `activity.id` is its id. */
  | (RowBase & { readonly state: 'sent' })
  /** `error.outcome` says what is known of it; subscribing to `retry$` posts it again, in this row. */
  | (RowBase & { readonly state: 'failed'; readonly error: DirectLineError; readonly retry$: Observable<{ readonly id: string }> })
  /** From the service. */
  | (RowBase & { readonly state: 'received' })
  /** A streamed answer that is in progress. */
  | (RowBase & { readonly state: 'streaming' });

export interface Rows {
  readonly rows: readonly Row[];
  /** How many of the oldest are not kept any more. */
  readonly dropped: number;
  /** How many there have been: makes keys. */
  readonly made: number;
}

export const noRows: Rows = { rows: [], dropped: 0, made: 0 };

export const nextKey = ({ made }: Rows): string => String(made + 1);

/** Puts a row in the place of the one with its key, else behind all others. */
export const withRow = (before: Rows, row: Row): Rows =>
  before.rows.some(({ key }) => key === row.key)
    ? { ...before, rows: before.rows.map(other => (other.key === row.key ? row : other)) }
    : { ...before, rows: [...before.rows, row], made: before.made + 1 };

export const withoutRow = (before: Rows, row: Row): Rows => ({ ...before, rows: before.rows.filter(other => other !== row) });

/** Lets go of the oldest. */
export const atMost = (before: Rows, maxRows: number): Rows => {
  const over = before.rows.length - maxRows;
  return over > 0 ? { ...before, rows: before.rows.slice(over), dropped: before.dropped + over } : before;
};

export const isOwn = ({ state }: Row): boolean => state === 'pending' || state === 'sent' || state === 'failed';

/** The row of a post that has come back. */
export const rowOfEcho = ({ rows }: Rows, activity: Activity): Row | undefined => {
  const clientId = clientActivityIdOf(activity);
  return rows.find(
    row =>
      isOwn(row) &&
      ((clientId !== undefined && clientActivityIdOf(row.activity) === clientId) ||
        (activity.id !== undefined && row.activity.id === activity.id)),
  );
};

/** The row of a streamed answer that is in progress. */
export const rowOfStream = ({ rows }: Rows, { livestream }: LiveActivity): Row | undefined =>
  livestream && rows.find(row => row.state === 'streaming' && row.activity.livestream?.id === livestream.id);
