import { UsageError, credential } from '../options.js';
import type { Env, GivenLine } from './options.js';

/** What opens conversations, and where it was found. */
export interface Credential {
  readonly kind: 'secret' | 'token';
  readonly value: string;
  readonly from: string;
}

const kinds = ['secret', 'token'] as const;

const only = (found: readonly Credential[]): Credential | undefined => {
  const [first, second] = found;
  if (first && second) throw new UsageError(`${first.from} and ${second.from} are both given: a secret opens any conversation, a token its own; give one`);
  return first;
};

/** The one credential: of the command line, else of the environment, where an empty text is none. */
export const credentialFrom = (given: GivenLine, env: Env): Credential | undefined => {
  const find = (kind: Credential['kind'], from: string, text: string | undefined): Credential[] => {
    const value = credential(from, text);
    return value === undefined ? [] : [{ kind, value, from: /[A-Z]/.test(from) ? from : `--${from}` }];
  };
  const typed = kinds.flatMap(kind => find(kind, kind, given[kind]));
  const kept = (kind: Credential['kind']): Credential[] => {
    const name = `DIRECT_LINE_${kind.toUpperCase()}`;
    return find(kind, name, env[name] || undefined);
  };
  return only(typed.length > 0 ? typed : kinds.flatMap(kept));
};
