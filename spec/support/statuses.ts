import type { ConnectionStatus } from '../../src/connection/status.js';

type State = ConnectionStatus['state'];

/** The diagram of docs/architecture.md: what may come after what. */
const next: Readonly<Record<State, readonly State[]>> = {
  idle: ['connecting', 'ended'],
  connecting: ['connecting', 'online', 'waiting', 'needsToken', 'failed', 'idle', 'ended'],
  online: ['connecting', 'waiting', 'needsToken', 'failed', 'idle', 'ended'],
  waiting: ['connecting', 'idle', 'ended'],
  needsToken: ['connecting', 'idle', 'ended'],
  failed: ['connecting', 'waiting', 'idle', 'ended'],
  ended: [],
};

/** Which statuses, each with its time, may not follow the one before. */
export const illegal = (statuses: readonly (readonly [atMs: number, ConnectionStatus])[]): string[] =>
  statuses.flatMap(([atMs, { state }], index) => {
    const before = statuses[index - 1]?.[1].state;
    return (before === undefined ? state === 'idle' : next[before].includes(state)) ? [] : [`${before} was followed by ${state} at ${atMs}`];
  });
