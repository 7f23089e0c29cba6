import type { Version } from '../core/messages.js';

/** The path says which protocol is spoken (docs/protocol.md, 1). */
export const versionOf = (path: string): Version => (path.startsWith('/api/') ? '1.1' : '3.0');
