/** How much work something is for this process, in ms: on a busy machine it takes longer, and is no more. */
export function workMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
