/** What the process ends with; a signal is 128 and its number, as shells have it. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
