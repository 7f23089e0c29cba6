import type { Activity } from '../protocol/types.js';

/** Who speaks, and in which language, where a post does not say so itself. */
export interface Speaker {
  readonly user: { readonly id: string; readonly name?: string | undefined } | undefined;
  readonly locale: string | undefined;
}

/** A copy with a `from` and a `locale`, where they are missing. */
export const stamped = (activity: Activity, speaker: Speaker): Activity => {
  const { from = speaker.user, locale = speaker.locale } = activity;
  return { ...activity, ...(from && { from }), ...(locale !== undefined && { locale }) };
};
