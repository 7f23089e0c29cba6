import type { DirectLineOptions } from '../../index.js';
import { UsageError, word } from '../options.js';
import { credentialFrom, type Credential } from './credential.js';
import { clientFrom, urlFrom, type Env, type GivenClient, type GivenLine } from './options.js';

/** A Direct Line that is there already. */
export interface Line {
  readonly url: string;
  readonly credential: Credential;
  /** The one to join. */
  readonly conversationId: string | undefined;
  /** What `createDirectLine` takes, but for which conversation. */
  readonly options: DirectLineOptions;
}

/** Who a secret speaks for; a token knows that itself. */
export const defaultUser = 'user';

/** The command line and the environment as one Direct Line; undefined where they name none. */
export const lineFrom = (given: GivenClient & GivenLine, env: Env): Line | undefined => {
  const credential = credentialFrom(given, env);
  const conversationId = word('conversation', given.conversation);
  const url = urlFrom(given, env);
  if (!credential) {
    if (given.url !== undefined || conversationId !== undefined) throw noCredential();
    return undefined;
  }
  const { kind, value } = credential;
  const who = kind === 'secret' ? { secret: value, user: defaultUser } : { token: value };
  return { url, credential, conversationId, options: { baseUrl: url, ...who, ...clientFrom(given) } };
};

export const noCredential = (): UsageError =>
  new UsageError('nothing opens a conversation: set DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN');
