import { damagedText } from '../core/damage.js';
import type { Damage } from '../core/faultPlan.js';
import type { Bytes } from '../core/messages.js';
import type { Written } from './written.js';

const json = 'application/json; charset=utf-8';
const html = 'text/html; charset=utf-8';

function longer(body: Bytes, by: number): Bytes {
  const whole = new Uint8Array(body.length + by);
  whole.set(body);
  return whole;
}

/** An answer that arrives, larger or as something else; whether it arrives is the skin's part. */
export function damaged({ status, headers, body }: Written, damage: Damage): Written {
  if (damage.kind === 'cut' || damage.kind === 'loseAnswer') return { status, headers, body };
  if (damage.kind === 'oversize' && typeof body !== 'string') return { status, headers, body: body && longer(body, damage.bytes) };
  const contentType = damage.kind === 'malform' && damage.as === 'html' ? html : json;
  const text = typeof body === 'string' ? body : '';
  // A 204 has no room for a body.
  return { status: status === 204 ? 200 : status, headers: { ...headers, 'Content-Type': contentType }, body: damagedText(text, damage) };
}
