/** UTC with seven decimals, as the service writes it (docs/protocol.md, 12.1). */
export const timestamp = (nowMs: number): string => new Date(nowMs).toISOString().replace('Z', '0000Z');
