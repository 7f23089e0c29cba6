import { DirectLineOptionError } from '../errors.js';

/** What a timer holds. */
const LONGEST_MS = 0x7fffffff;

export const checkWait = (option: string, value: number): void => {
  if (!(value >= 0 && value <= LONGEST_MS))
    throw new DirectLineOptionError(option, String(value), `a number of milliseconds from 0 to ${LONGEST_MS}`);
};

export const checkFactor = (option: string, value: number): void => {
  if (!(value > 0)) throw new DirectLineOptionError(option, String(value), 'a number above 0');
};

export const checkCount = (option: string, value: number): void => {
  if (!(value >= 1)) throw new DirectLineOptionError(option, String(value), 'a number from 1, or Infinity');
};
