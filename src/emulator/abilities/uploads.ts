import type { Ability } from '../ability.js';
import { linkedBot } from '../bot/linkedBot.js';
import { uploadOperations } from '../core/uploadOperations.js';
import { uploadRoutes } from '../http/uploadRoutes.js';

/** Files of users, with links to them for the bot. */
export const uploads: Ability = { routes: uploadRoutes, operations: uploadOperations, linked: linkedBot };
