import type { Holder, User } from './claims.js';
import { missingUser, refuse } from './refusal.js';
import type { World } from './world.js';

function checkUserId(id: string): void {
  if (!id.startsWith('dl_')) throw refuse(400, 'BadArgument', 'With enhanced authentication a user ID begins with dl_');
}

/** Enhanced authentication: whom a token is made for has to be known (docs/protocol.md, 3.4). */
export function checkHolder({ settings }: World, { user }: Holder): void {
  if (!settings.enhancedAuthentication) return;
  if (!user) throw missingUser();
  checkUserId(user.id);
}

/** And nobody can say that he is somebody else: an id is the token's, or with a secret one that a token could have. */
export function checkSender({ settings }: World, saidToBe: string | undefined, bound: User | undefined): void {
  if (!settings.enhancedAuthentication) return;
  if (!bound && !saidToBe) throw missingUser();
  if (!bound && saidToBe) checkUserId(saidToBe);
  if (bound && saidToBe && saidToBe !== bound.id) throw refuse(403, 'BadArgument', 'The user ID is not the one of the token');
}
