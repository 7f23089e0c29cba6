import { redactor } from '../redactor.js';

/** Takes each of these secrets, those that there are, out of a text: the longest first, since one may be part of another. */
export const withoutAny = (secrets: readonly (string | undefined)[]) => {
  const known = secrets.flatMap((secret) => secret ?? []).sort((one, other) => other.length - one.length);
  const redactors = known.map(redactor);
  return (text: string): string => redactors.reduce((rest, without) => without(rest), text);
};
