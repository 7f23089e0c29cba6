import type { Observable } from 'rxjs';
import type { DirectLineError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { LiveActivity } from './assembler.js';
import { isMessage, isTyping } from './guards.js';
import { withOwnFiles } from './ownFiles.js';
import { isOwn, nextKey, noRows, rowOfEcho, rowOfStream, withoutRow, withRow, type Row, type Rows } from './rows.js';
import { expired, nobodyTypes, stopped, typed, type Typing } from './typing.js';

/** All that a transcript knows. */
export type Shown = Rows & Typing;

/** What something does to it; the same, where it does nothing. */
export type Change = (before: Shown) => Shown;

export const nothingShown: Shown = { ...noRows, ...nobodyTypes };

export const posted =
  (key: string, activity: Activity): Change =>
  before => ({ ...before, ...withRow(before, { key, state: 'pending', activity }) });

/** The post is answered; where its echo was first, that knows more. */
export const accepted =
  (key: string, id: string): Change =>
  before => replaced(before, key, ({ activity }) => ({ key, state: 'sent', activity: { ...activity, id } }));

/** The post has failed; where its echo has come, the service has it all the same. */
export const failed =
  (key: string, error: DirectLineError, retry$: Observable<{ readonly id: string }>): Change =>
  before => replaced(before, key, ({ activity }) => ({ key, state: 'failed', activity, error, retry$ }));

export const silentSince =
  (nowMs: number): Change =>
  before => {
    const typing = expired(before, nowMs);
    return typing === before ? before : { ...before, ...typing };
  };

export const heard =
  (activity: LiveActivity, nowMs: number): Change =>
  before => {
    const echoed = rowOfEcho(before, activity);
    if (echoed) return { ...before, ...withRow(before, { key: echoed.key, state: 'sent', activity: withOwnFiles(activity, echoed.activity) }) };
    const row = rowOfStream(before, activity);
    switch (activity.livestream?.state) {
      case 'withdrawn':
        return row ? said({ ...before, ...withoutRow(before, row) }, activity) : before;
      case 'final':
        return withMessage(before, { key: row?.key ?? nextKey(before), state: 'received', activity });
      case 'informative':
      case 'streaming':
        // As long as it says nothing it is a typing indicator (docs/protocol.md, 13).
        return row || activity.text || activity.livestream.status
          ? withMessage(before, { key: row?.key ?? nextKey(before), state: 'streaming', activity })
          : typing(before, activity, nowMs);
      case undefined:
        if (isMessage(activity)) return withMessage(before, { key: nextKey(before), state: 'received', activity });
        return isTyping(activity) ? typing(before, activity, nowMs) : before;
    }
  };

const withMessage = (before: Shown, row: Row): Shown => said({ ...before, ...withRow(before, row) }, row.activity);

const said = (before: Shown, { from }: Activity): Shown => ({ ...before, ...stopped(before, from?.id) });

/** That oneself is typing comes back as well, and is no news. */
const typing = (before: Shown, { from }: Activity, nowMs: number): Shown =>
  from === undefined || before.rows.some(row => isOwn(row) && row.activity.from?.id === from.id)
    ? before
    : { ...before, ...typed(before, from, nowMs) };

const replaced = (before: Shown, key: string, next: (row: Row) => Row): Shown => {
  const row = before.rows.find(other => other.key === key);
  return row?.state === 'pending' ? { ...before, ...withRow(before, next(row)) } : before;
};
