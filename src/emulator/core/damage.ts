import type { Damage } from './faultPlan.js';
import { parseJson } from './json.js';
import { isObject } from './parameters.js';
import { itemsOf } from './sets.js';

/** As a proxy says it, whatever it was asked for. */
const page = '<!doctype html><title>A planned fault</title><h1>Something is between you and the service</h1>';

/** The same, with so many characters more: in a field of its first activity, where it has one. */
function padded(json: Readonly<Record<string, unknown>>, padding: string): unknown {
  const found = itemsOf(json);
  if (!found) return { ...json, padding };
  const [first, ...others] = found.items;
  return { ...found.set, [found.name]: [isObject(first) ? { ...first, padding } : first, ...others] };
}

/** What arrives in the place of a text: something larger, or something else. */
export function damagedText(text: string, damage: Extract<Damage, { readonly kind: 'oversize' | 'malform' }>): string {
  if (damage.kind === 'malform') return damage.as === 'html' ? page : '[]';
  const json = parseJson(text)?.json;
  return isObject(json) ? JSON.stringify(padded(json, 'x'.repeat(damage.bytes))) : text + ' '.repeat(damage.bytes);
}
