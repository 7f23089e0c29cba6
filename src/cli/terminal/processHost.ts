import { createRequire } from 'node:module';
import type { Host } from './host.js';
import { endingSignals } from './signals.js';
import { isRecord } from '../render/json.js';

const version = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('rx-directline/package.json');
  return isRecord(manifest) ? String(manifest['version']) : 'unknown';
};

/** This process. */
export const processHost = (): Host => {
  const { stdin, stdout, stderr, env } = process;
  // A write that fails after its command is over has nobody left to tell.
  for (const output of [stdout, stderr]) output.on('error', () => undefined);
  return { stdin, stdout, stderr, env, signal$: endingSignals(process), version: version() };
};
