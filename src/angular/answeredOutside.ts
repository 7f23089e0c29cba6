import type { NgZone } from '@angular/core';
import type { ObservableInput } from 'rxjs';
import { firstAnswer } from '../flow/answerOf.js';
import type { DirectLineOptions, TokenRequest } from '../index.js';
import { outside } from './zone.js';

/** Options whose answers are taken outside Angular's zone: who signs in gives a token with a click, and what follows is the client's work. */
export const answeredOutside = (zone: NgZone, options: DirectLineOptions): DirectLineOptions => {
  // What is not an object is for createDirectLine to say.
  const { token, secret, baseUrl, ...settings } = options ?? {};
  const taken = <T>(ask: () => ObservableInput<T> | T) => outside(zone)(firstAnswer(ask));
  const where = typeof baseUrl === 'function' ? { baseUrl: () => taken(baseUrl) } : baseUrl !== undefined && { baseUrl };
  // Both is for createDirectLine to say.
  if (typeof token === 'function' && secret === undefined) return { ...settings, ...where, token: (request: TokenRequest) => taken(() => token(request)) };
  return typeof baseUrl === 'function' ? { ...options, ...where } : options;
};
