/** Why a request is not served, or undefined when it may be. */
export type Guard = (host: string | undefined, origin: string | undefined) => string | undefined;

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);

function hostnameOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

const originOf = (url: string): string => (url === 'null' ? url : new URL(url).origin);

/**
 * Any web page can reach a loopback port, and a name of its own can be made to point there. So the host has to be one of ours,
 * and the origin a page on this machine or one that was named.
 */
export function createGuard(host: string, serviceUrl: string, origins: readonly string[]): Guard {
  const hosts = new Set([hostnameOf(`http://${bracketed(host)}`), hostnameOf(serviceUrl)]);
  const named = new Set(origins.map(originOf));

  return (givenHost, origin) => {
    const name = givenHost && /^[^\s/@?#\\]+$/.test(givenHost) ? hostnameOf(`http://${givenHost}`) : undefined;
    if (name === undefined || !(isLoopback(name) || hosts.has(name))) {
      return `Host ${givenHost} is not served here: use a loopback name, or start with the host or serviceUrl option`;
    }
    if (origin === undefined || named.has(origin)) return undefined;
    const page = origin === 'null' ? undefined : hostnameOf(origin);
    return page !== undefined && isLoopback(page) ? undefined : `Pages of Origin ${origin} may not call: start with the origins option`;
  };
}

/** As a URL wants an IPv6 address. */
export const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
