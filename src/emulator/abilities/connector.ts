import type { Ability } from '../ability.js';
import { connectorOperations } from '../core/connectorOperations.js';
import { connectorRoutes } from '../http/connectorRoutes.js';

/** What a bot asks of its channel by itself: to send, update and delete, members, attachments. */
export const connector: Ability = { routes: connectorRoutes, operations: connectorOperations };
