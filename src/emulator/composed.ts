import { of } from 'rxjs';
import type { Ability } from './ability.js';
import type { Linked } from './bot/linkedBot.js';
import type { Parts } from './core/parts.js';
import { mainForms, type FaultForms } from './faultForms.js';
import type { TimedFault } from './faultWords.js';
import type { UnlessLost } from './http/lostAnswer.js';
import type { Route } from './http/route.js';
import type { Damaged } from './http/written.js';
import { EmulatorOptionError } from './options.js';

/** Abilities as one. */
export interface Composed {
  readonly parts: Parts;
  readonly routes: (route: Route) => void;
  readonly linked: Linked;
  readonly forms: FaultForms;
  /** The faults to begin with; throws an `EmulatorOptionError` for what cannot be read. */
  readonly faultsInWords: (list: readonly string[]) => readonly TimedFault[];
  readonly damaged: Damaged;
  readonly unlessLost: UnlessLost;
}

export function composed(abilities: readonly Ability[]): Composed {
  const faults = abilities.find((ability) => ability.faults)?.faults;
  const forms = { ...mainForms, ...faults?.forms };
  return {
    parts: {
      operations: abilities.flatMap(({ operations }) => operations ?? []),
      disturbed: faults?.disturbed ?? ((step) => step),
    },
    linked: abilities.find((ability) => ability.linked)?.linked ?? ((bot) => bot),
    routes: (route) => abilities.forEach(({ routes }) => routes?.(route)),
    forms,
    faultsInWords(list) {
      if (faults) return faults.inWords(list, forms);
      if (list.length === 0) return [];
      throw new EmulatorOptionError('faults', 'faults in words are not for this service: begin it with moreFaults');
    },
    damaged: faults?.damaged ?? ((written) => written),
    unlessLost: faults?.unlessLost ?? ((response) => of(response)),
  };
}
