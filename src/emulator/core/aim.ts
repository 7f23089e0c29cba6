import type { Aim, AimedFault } from './faultPlan.js';
import type { World } from './world.js';

type OfKind<K extends AimedFault['kind']> = Extract<AimedFault, { readonly kind: K }>;

export const requestLine = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

/** What a stream brings has no method of its own. */
export const frameLine = (conversationId: string): string => `FRAME /v3/directline/conversations/${conversationId}/stream`;

const matches = ({ match }: Aim, line: string): boolean =>
  match === undefined || (typeof match === 'string' ? line.includes(match) : line.search(match) >= 0);

/** The first planned fault of these kinds that is aimed at this line, used up by one. */
export function take<K extends AimedFault['kind']>(world: World, line: string, kinds: readonly K[]): OfKind<K> | undefined {
  const isWanted = (fault: AimedFault): fault is OfKind<K> => kinds.some((kind) => kind === fault.kind) && matches(fault, line);
  const { aimed } = world.faults;
  const fault = aimed.find(isWanted);
  if (!fault) return undefined;
  aimed.splice(aimed.indexOf(fault), 1, ...(fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []));
  return fault;
}
