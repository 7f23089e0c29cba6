import { checkFault } from './checkFault.js';
import type { Fault } from './core/faultPlan.js';
import type { Output } from './core/messages.js';
import type { Driver } from './driver.js';
import type { LogEntry } from './log.js';

const isHit = ({ type }: Output): boolean => type === 'cut' || type === 'close' || type === 'silence';

/** Gives a fault to the core; returns how many sockets it hit. */
export const injector = (driver: Driver, log: (entry: LogEntry) => void) => (fault: Fault): number => {
  checkFault(fault);
  const sockets = driver.send({ type: 'fault', fault }).filter(isHit).length;
  log({ type: 'fault', fault: fault.kind, sockets });
  return sockets;
};
