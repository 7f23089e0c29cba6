import type { SetFault } from './faultPlan.js';
import { isObject } from './parameters.js';

type Json = Readonly<Record<string, unknown>>;

/** What an activity set, or 1.1's message set, brings, and under which name; undefined when it is none or brings nothing. */
export function itemsOf(json: unknown): { readonly set: Json; readonly name: string; readonly items: readonly unknown[] } | undefined {
  if (!isObject(json)) return undefined;
  for (const name of ['activities', 'messages']) {
    const items: unknown = json[name];
    if (Array.isArray(items) && items.length > 0) return { set: json, name, items };
  }
  return undefined;
}

/** Counts from the start again, as the service was seen to do (docs/protocol.md, 8.1), or has none, which means "as before" (7). */
function withWatermark({ watermark: _, ...set }: Json, to: 'start' | 'null' | 'absent', start: string): Json {
  return to === 'absent' ? set : { ...set, watermark: to === 'null' ? null : start };
}

/** A page as this fault has it: whatever is in it comes twice, or its watermark is another one; `start` is that of the start. */
export function spoiltPage(json: unknown, fault: SetFault, start: string): unknown {
  const found = itemsOf(json);
  if (!found) return json;
  const { set, name, items } = found;
  return fault.kind === 'repeat' ? { ...set, [name]: [...items, ...items] } : withWatermark(set, fault.to, start);
}

/** The frames that come in the place of one. */
export function spoiltFrames(text: string, fault: SetFault, start: string): readonly string[] {
  return fault.kind === 'repeat' ? [text, text] : [JSON.stringify(spoiltPage(JSON.parse(text), fault, start))];
}
