import { version11, version30 } from './clientRoutes.js';
import { connector } from './connectorRoutes.js';
import type { Route } from './route.js';

/** Tells of each route: method and path to operation. */
export function describeRoutes(route: Route): void {
  for (const side of [version30, version11, connector]) side(route);
}
