import { redactor } from '../redactor.js';

/** Takes each of these secrets, those that there are, out of a text. */
export const withoutAny = (secrets: readonly (string | undefined)[]) => {
  const redactors = secrets.flatMap((secret) => (secret === undefined ? [] : [redactor(secret)]));
  return (text: string): string => redactors.reduce((rest, without) => without(rest), text);
};
