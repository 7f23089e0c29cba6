/** Milliseconds of the machine's monotonic clock, which all processes on it share; `performance.now()` begins with each process. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
