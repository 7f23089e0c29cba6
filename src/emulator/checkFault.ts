import type { Fault } from './core/faultPlan.js';

const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
const isCount = (value: number): boolean => value >= 0 && (value === Infinity || Number.isInteger(value));
const isTime = (value: number): boolean => value >= 0;

function wrong(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'drop':
      return fault.code === undefined || isCloseCode(fault.code) ? undefined : 'code must be a WebSocket close code, 1000 say';
    case 'ghost':
      return isTime(fault.ghostMs) ? undefined : 'ghostMs must be milliseconds';
    case 'silence':
      return isTime(fault.ms) ? undefined : 'ms must be milliseconds';
    case 'refuse':
    case 'neverOpen':
      return isCount(fault.times) ? undefined : 'times must be a whole number';
    case 'replay':
      return fault.last === 'all' || isCount(fault.last) ? undefined : "last must be a whole number or 'all'";
    case 'respond': {
      const { status, times } = fault.answer;
      if (!isCount(times)) return 'times must be a whole number';
      return Number.isInteger(status) && status >= 400 && status <= 599 ? undefined : 'status must be a number from 400 to 599';
    }
    default:
      return undefined;
  }
}

/** Throws when a fault could not be carried out. */
export function checkFault(fault: Fault): void {
  const why = wrong(fault);
  if (why !== undefined) throw new RangeError(`faults.${fault.kind}: ${why}`);
}
