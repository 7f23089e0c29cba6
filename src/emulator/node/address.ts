import { bracketed } from '../http/guard.js';

/** A host that stands for all addresses is reached by loopback. */
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

export const baseUrl = (host: string, port: number): string => `http://${bracketed(reachable(host))}:${port}`;
