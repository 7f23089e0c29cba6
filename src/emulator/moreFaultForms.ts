import { oneOf } from './checks.js';
import type { Fault } from './core/faultPlan.js';
import { match, milliseconds, times, whole } from './faultFields.js';
import { aim, or, required, type Fields, type MainKind } from './faultForms.js';

/** Those that only a service with more faults knows. */
export const moreForms: { readonly [Kind in Exclude<Fault['kind'], MainKind>]: Fields<Kind> } = {
  delay: { ms: required(milliseconds(false)), ...aim },
  repeat: { times, match },
  resetWatermark: { to: or(oneOf('start', 'null', 'absent'), 'start'), ...aim },
  cut: { times, match },
  loseAnswer: { how: or(oneOf('cut', 'silence'), 'cut'), ...aim },
  oversize: { bytes: or(whole(1, 67_108_864), 1_048_576), ...aim },
  malform: { as: or(oneOf('html', 'json'), 'html'), ...aim },
  killBot: { how: or(oneOf('refuse', 'hang'), 'refuse') },
  reviveBot: {},
};
