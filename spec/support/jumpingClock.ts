import { asyncScheduler } from 'rxjs';
import type { Context } from 'rxjs-marbles/jest';

/** Sets the clock of RxJS this much ahead at a time, until `jest.restoreAllMocks()`. */
export const jumpingClock = (m: Context, at: string, byMs: number): void => {
  let offset = 0;
  const now = asyncScheduler.now.bind(asyncScheduler);
  jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + offset);
  m.cold(at).subscribe(() => (offset += byMs));
};
