import type { Driver } from './driver.js';
import type { FaultForms } from './faultForms.js';
import type { TimedFault } from './faultWords.js';
import { readFault, type FaultRequest } from './readFault.js';

/** Gives a fault to the core; returns how many sockets it hit. */
export type Inject = (request: FaultRequest) => number;

export const injector = (driver: Driver, forms: FaultForms): Inject => (request) => {
  const last = driver.send({ type: 'fault', fault: readFault(request, forms) }).at(-1);
  return last?.type === 'fault' ? last.sockets : 0;
};

/** The faults that a service begins with; those without a time at once. */
export function injectAll(driver: Driver, faults: readonly TimedFault[]): void {
  for (const { fault, when } of faults) driver.send({ type: 'fault', fault, when });
}
