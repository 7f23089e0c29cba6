import type { TokenParameters } from '../protocol/types.js';
import { notice, type Trace } from '../trace.js';

type User = NonNullable<TokenParameters['user']>;

/** Who speaks: the user to whom the token is bound, whom the service puts in anybody's place, else the options'. Docs/protocol.md, 3.4. */
export const speakerOf = (user: User | undefined, boundId: string | undefined): User | undefined =>
  boundId === undefined || boundId === user?.id ? user : { id: boundId };

/** What a start is told, with the user who speaks: a token that is bound refuses another one. Docs/protocol.md, 3.4 and 4.1. */
export const spokenFor = (parameters: TokenParameters, boundId: string | undefined): TokenParameters => {
  const user = parameters.user && speakerOf(parameters.user, boundId);
  return user === parameters.user ? parameters : { ...parameters, ...(user && { user }) };
};

/** Told for whom the token speaks and who would speak otherwise. */
export type UserWins = (boundId: string | undefined, otherId: string | undefined) => void;

/** Tells a developer, once, that the token's user wins. */
export const userWins = (trace: Trace): UserWins => {
  // Mutable: whether it has been told.
  let told = false;
  return (boundId, otherId) => {
    if (told || boundId === undefined || otherId === undefined || boundId === otherId) return;
    told = true;
    trace(notice('tokenUserWins', `the token speaks for ${boundId}, so the service puts that in the place of user ${otherId}`));
  };
};
