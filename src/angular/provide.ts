import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import type { DirectLineOptions } from '../index.js';
import type { DirectLineFeature } from './features.js';
import { makeLine, type Line } from './line.js';

/** Its name is what Angular says when there is no provider. */
export const LINE = new InjectionToken<Line>('DirectLine (which provideDirectLine provides)');

/**
 * Provides a client to an application or a route: one conversation for all who inject it. The factory gives the options of `createDirectLine`;
 * it is called once, when the client is first injected, in the injection context, and not at all while a server renders. The client asks nothing
 * of anybody until somebody reads what demands it, and ends with its injector. Injecting it throws `DirectLineOptionError` for an option
 * that is wrong.
 */
export const provideDirectLine = (factory: () => DirectLineOptions, ...features: readonly DirectLineFeature[]): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: LINE, useFactory: () => makeLine(factory, features) }]);
