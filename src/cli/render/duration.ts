/** Milliseconds as people say them: `0.4 s`, `12 s`, `30 min`. */
export const duration = (ms: number): string => {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  if (ms < 119_500) return `${Math.round(ms / 1_000)} s`;
  return `${Math.round(ms / 60_000)} min`;
};
