import type { Fault } from './core/faultPlan.js';
import { isObject } from './core/parameters.js';
import type { Field } from './faultFields.js';
import type { FaultForms } from './faultForms.js';

/** A fault by its name, with what it is told beside it: `{ fault: 'respond', status: 429 }`. */
export type FaultRequest = { readonly fault: string } & Readonly<Record<string, unknown>>;

export const isFaultRequest = (value: unknown): value is FaultRequest => isObject(value) && typeof value.fault === 'string';

const shown = (value: unknown): string =>
  (typeof value === 'string' ? `'${value.slice(0, 80)}'` : typeof value === 'number' || value == null ? String(value) : `a value of type ${typeof value}`);

function patternOf(name: string, source: unknown): RegExp {
  try {
    if (typeof source === 'string' && source !== '') return new RegExp(source);
  } catch {
    // As if it were no text.
  }
  throw new RangeError(`faults.${name}: pattern must be a regular expression, got ${shown(source)}`);
}

/** Texts as what they say; `pattern` is `match` for who has no patterns to give. */
function parameters(name: string, fields: Readonly<Record<string, Field>>, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = [...Object.keys(fields), ...('match' in fields ? ['pattern'] : [])];
  const parts = Object.entries(given).filter(([, value]) => value !== undefined).map(([key, value]): [string, unknown] => {
    if (key === 'pattern' && 'match' in fields) return ['match', patternOf(name, value)];
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!field) throw new RangeError(`faults.${name}: there is no ${key}; ${names.length === 0 ? 'it takes nothing' : `it takes ${names.join(', ')}`}`);
    return [key, field.from && typeof value === 'string' ? field.from(value) : value];
  });
  const otherwise = Object.entries(fields).flatMap(([key, field]) => (field.otherwise === undefined ? [] : [[key, field.otherwise]]));
  return Object.fromEntries([...otherwise, ...parts]);
}

function assertSound(fault: { readonly kind: string }, fields: Readonly<Record<string, Field>>): asserts fault is Fault {
  const values = new Map<string, unknown>(Object.entries(fault));
  for (const [key, { takes, test, required }] of Object.entries(fields)) {
    const value = values.get(key);
    if (value === undefined ? required : !test(value)) throw new RangeError(`faults.${fault.kind}: ${key} must be ${takes}, got ${shown(value)}`);
  }
}

export const fieldsOf = (name: string, forms: FaultForms): Readonly<Record<string, Field>> | undefined => (Object.hasOwn(forms, name) ? forms[name] : undefined);

/** The fault that is asked for, with its defaults; throws a `RangeError` that names what is wrong and what was expected. */
export function readFault({ fault: name, ...given }: FaultRequest, forms: FaultForms): Fault {
  const fields = fieldsOf(name, forms);
  if (!fields) throw new RangeError(`faults: there is no fault ${shown(name)}; there are ${Object.keys(forms).join(', ')}`);
  const fault = { kind: name, ...parameters(name, fields, given) };
  assertSound(fault, fields);
  return fault;
}
