import type { Call } from '../core/messages.js';
import { describeRoutes, type Routed } from '../http/routes.js';

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly call: (c: Routed) => Call;
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
export function createRouter(): (method: string, url: URL) => Call {
  const routes: Route[] = [];
  describeRoutes((method, path, call) => void routes.push({ method, segments: segmentsOf(path), call }));

  return (method, url) => {
    const path = segmentsOf(url.pathname);
    for (const route of routes) {
      const parameters = route.method === method ? matched(route.segments, path) : undefined;
      if (parameters) return route.call({ req: { param: (name) => parameters.get(name), query: (name) => url.searchParams.get(name) ?? undefined } });
    }
    return { op: 'unknown' };
  };
}
