import type { Observable } from 'rxjs';
import { isDirectLineError, type DirectLineError } from '../../src/errors.js';
import type { Trace, TraceEvent } from '../../src/trace.js';

/** The one of our errors with which it ends synchronously. */
export const errorOf = (source: Observable<unknown>): DirectLineError => {
  const errors: unknown[] = [];
  source.subscribe({ error: (error: unknown) => errors.push(error) }).unsubscribe();
  const [error] = errors;
  if (isDirectLineError(error)) return error;
  throw new Error('it did not end with an error of this library', { cause: error });
};

/** What it emits synchronously. */
export const valuesOf = <T>(source: Observable<T>): T[] => {
  const values: T[] = [];
  source.subscribe({ next: value => values.push(value), error: (error: unknown) => { throw error; } }).unsubscribe();
  return values;
};

/** The one of our errors that a call throws. */
export const thrownBy = (call: () => unknown): DirectLineError => {
  try {
    call();
  } catch (error) {
    if (isDirectLineError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

/** A trace that is kept, and the kinds of its notices. */
export const keptTrace = (): { readonly trace: Trace; readonly events: TraceEvent[]; readonly notices: () => string[] } => {
  const events: TraceEvent[] = [];
  return {
    trace: event => events.push(event),
    events,
    notices: () => events.flatMap(event => (event.type === 'notice' ? [event.notice] : [])),
  };
};
