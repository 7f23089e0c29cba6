import type { NgZone } from '@angular/core';
import { from, type ObservableInput } from 'rxjs';
import type { DirectLineOptions } from '../index.js';
import { outside } from './zone.js';

/** Options whose answers are taken outside Angular's zone: who signs in gives a token with a click, and what follows is the client's work. */
export const answeredOutside = (zone: NgZone, options: DirectLineOptions): DirectLineOptions => {
  // What is not an object is for createDirectLine to say.
  const { getToken, baseUrl } = options ?? {};
  if (typeof getToken !== 'function' && typeof baseUrl !== 'function') return options;
  const taken = <T>(answer: ObservableInput<T>) => outside(zone)(from(answer));
  return {
    ...options,
    ...(typeof getToken === 'function' && { getToken: request => taken(getToken(request)) }),
    ...(typeof baseUrl === 'function' && { baseUrl: () => taken(baseUrl()) }),
  };
};
