import type { Call } from '../core/calls.js';
import type { Reading, Route, Routed } from '../http/route.js';
import type { Received } from './request.js';

interface Place {
  readonly method: string;
  readonly segments: readonly string[];
  readonly call: (c: Routed) => Call;
  readonly reading: Reading;
}

/** What a request asks for, and how the rest of it is read. */
export interface Found {
  readonly call: Call;
  readonly reading: Reading;
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/');

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The values of the `:names` of a route, or undefined when the path is another one. */
function matched(route: readonly string[], path: readonly string[]): Map<string, string> | undefined {
  const isName = (segment: string): boolean => segment.startsWith(':');
  const fits = route.length === path.length && route.every((segment, at) => (isName(segment) ? path[at] !== '' : segment === path[at]));
  if (!fits) return undefined;
  return new Map(route.flatMap((segment, at) => (isName(segment) ? [[segment.slice(1), decoded(path[at] ?? '')] as const] : [])));
}

/** Finds the operation that a request asks for. */
export function createRouter(describe: (route: Route) => void): (request: Received) => Found {
  const places: Place[] = [];
  describe((method, path, call, reading = {}) => void places.push({ method, segments: segmentsOf(path), call, reading }));

  return ({ method, url, header }) => {
    const path = segmentsOf(url.pathname);
    for (const { segments, call, reading } of places.filter((place) => place.method === method)) {
      const parameters = matched(segments, path);
      const query = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
      if (parameters) return { call: call({ req: { param: (name) => parameters.get(name), query, header } }), reading };
    }
    return { call: { op: 'unknown' }, reading: {} };
  };
}
