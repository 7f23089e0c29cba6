import type { Ability } from '../ability.js';
import { operations11 } from '../core/operations11.js';
import { routes11 } from '../http/routes11.js';

/** Direct Line 1.1: another view of the same conversations. */
export const directLine11: Ability = { routes: routes11, operations: operations11 };
