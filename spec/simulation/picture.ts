import { FAIR_MS, STORM_MS, type Schedule } from './schedule.js';
import type { Outcome } from './run.js';

const COLUMNS = 100;
const lengthMs = STORM_MS + FAIR_MS;

/** A line with marks at their times; where two would meet, the later one moves on. */
const line = (marks: readonly { readonly atMs: number; readonly mark: string }[]): string => {
  const cells = Array.from({ length: COLUMNS }, () => '-');
  for (const { atMs, mark } of marks) {
    let column = Math.min(COLUMNS - 1, Math.floor((atMs / lengthMs) * COLUMNS));
    while (column < COLUMNS - 1 && cells[column] !== '-') column += 1;
    cells[column] = mark;
  }
  return cells.join('');
};

const letters = 'abcdefghijklmnopqrstuvwxyz';
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3).padStart(8)} s`;
const marks: Readonly<Record<string, string>> = { idle: 'i', connecting: 'c', online: 'O', waiting: 'w', needsToken: 'x', failed: 'F', ended: 'E' };

/** A bad day as marbles: what happened, what the status said, and what was heard; then the same in words. */
export const picture = ({ setting, events }: Schedule, { broken, story }: Outcome): string => {
  const happened = events.map(({ atMs, event }, index) => ({ atMs, event, mark: letters.charAt(index % letters.length) }));
  const statuses = story.flatMap(({ atMs, words }) => {
    const mark = marks[words.split(':')[0] ?? ''];
    return mark ? [{ atMs, mark }] : [];
  });
  const heard = story.flatMap(({ atMs, words }) => (words.startsWith('heard') ? [{ atMs, mark: words.at(-1) ?? '?' }] : []));
  const inWords = [
    ...happened.map(({ atMs, event: { kind, ...rest }, mark }) => ({ atMs, words: `${mark}  ${[kind, ...Object.entries(rest).map(([name, value]) => `${name} ${value}`)].join(', ')}` })),
    ...story.map(({ atMs, words }) => ({ atMs, words: `   ${words}` })),
  ].sort((one, other) => one.atMs - other.atMs);
  return [
    ...broken.map(sentence => `! ${sentence}`),
    '',
    `one column is ${(lengthMs / COLUMNS / 1_000).toFixed(1)} s; c connecting, O online, w waiting, x needs a token, F failed, i idle, E ended; fair weather from ${STORM_MS / 1_000} s on`,
    `happens  ${line(happened)}`,
    `status   ${line(statuses)}`,
    `heard    ${line(heard)}`,
    '',
    `setting  ${JSON.stringify(setting)}`,
    '',
    ...inWords.map(({ atMs, words }) => `${seconds(atMs)}  ${words}`),
  ].join('\n');
};
