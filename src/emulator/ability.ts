import type { Linked } from './bot/linkedBot.js';
import type { Operations, Parts } from './core/parts.js';
import type { FaultForms } from './faultForms.js';
import type { TimedFault } from './faultWords.js';
import type { UnlessLost } from './http/lostAnswer.js';
import type { Route } from './http/route.js';
import type { Damaged } from './http/written.js';

/** Something that a service can do: how it is asked for, and what is then done. */
export interface Ability {
  readonly routes?: (route: Route) => void;
  readonly operations?: Operations;
  readonly linked?: Linked;
  readonly faults?: FaultAbility;
}

/** Faults beside the main ones: how they are asked for, in code and in words, and what they do in the core and to an answer. */
export interface FaultAbility extends Pick<Parts, 'disturbed'> {
  readonly forms: FaultForms;
  readonly inWords: (list: readonly string[], forms: FaultForms) => readonly TimedFault[];
  readonly damaged: Damaged;
  readonly unlessLost: UnlessLost;
}
