import { assertInInjectionContext, DestroyRef, inject, Injector } from '@angular/core';
import { Subscription } from 'rxjs';
import type { DirectLineOptions } from '../index.js';
import type { InjectedDirectLine } from './contract.js';
import type { DirectLineFeature } from './features.js';
import { makeLine, type Line } from './line.js';
import { LINE } from './provide.js';
import { whenRead } from './whenRead.js';

/**
 * The client of `provideDirectLine`, with signals for whoever injects it: what they demand is let go of when that is destroyed, and the
 * connection closes a second after nobody demands it any more (`lingerMs`). Outside an injection context, give the `injector`.
 */
export const injectDirectLine = ({ injector }: { readonly injector?: Injector } = {}): InjectedDirectLine => {
  if (!injector) assertInInjectionContext(injectDirectLine);
  const from = injector ?? inject(Injector);
  return readBy(from.get(DestroyRef), from.get(LINE));
};

/**
 * A client of one's own: a conversation for this component alone, which ends with it. The factory gives the options of `createDirectLine`, in the
 * injection context, and is not called while a server renders. Throws `DirectLineOptionError` for an option that is wrong.
 */
export const injectOwnDirectLine = (factory: () => DirectLineOptions, ...features: readonly DirectLineFeature[]): InjectedDirectLine => {
  assertInInjectionContext(injectOwnDirectLine);
  return readBy(inject(DestroyRef), makeLine(factory, features));
};

const readBy = (reader: DestroyRef, { directLine, status, error, transcript, conversation, listening$, starting$ }: Line): InjectedDirectLine => {
  const life = new Subscription();
  reader.onDestroy(() => life.unsubscribe());
  return { ...directLine, status, error, transcript: whenRead(transcript, listening$, life), conversation: whenRead(conversation, starting$, life) };
};
