import type { Ability } from '../ability.js';
import { sessionOperations } from '../core/sessions.js';

/** What ties a sign-in to a browser session (docs/protocol.md, 10). */
export const signIn: Ability = {
  routes: (route) => route('GET', '/v3/directline/session/getsessionid', (c) => ({ op: 'session id', origin: c.req.header('origin') })),
  operations: sessionOperations,
};
