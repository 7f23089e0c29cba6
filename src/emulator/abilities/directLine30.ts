import type { Ability } from '../ability.js';
import { operations30 } from '../core/operations30.js';
import { routes30 } from '../http/routes30.js';

/** Direct Line 3.0: tokens, conversations, activities, and the stream that every service has. */
export const directLine30: Ability = { routes: routes30, operations: operations30 };
