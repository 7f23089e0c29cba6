import { accessSync, constants, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Checkpoint } from '../../index.js';
import { UsageError } from '../options.js';
import { isRecord, textAt } from '../render/json.js';

/** Where a conversation has come to, kept for the next time. */
export interface CheckpointFile {
  /** What it had when it was read; undefined for a new one. */
  readonly saved: Checkpoint | undefined;
  /** Takes the place of what was there, whole or not at all. */
  save(checkpoint: Checkpoint): void;
}

const codeOf = (error: unknown): string => textAt(error, 'code') ?? String(error);

const refused = (path: string, why: string): UsageError => new UsageError(`--resume: ${path} ${why}`);

/** The text of a regular file, undefined if there is none; a device or a folder must not be replaced by a file. */
const textOf = (path: string): string | undefined => {
  try {
    if (!statSync(path).isFile()) throw refused(path, 'is no file: name one, or none yet');
    accessSync(path, constants.W_OK);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (codeOf(error) !== 'ENOENT') throw refused(path, `cannot be used (${codeOf(error)})`);
    return undefined;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Never guessed, and never begun anew by itself: what was between would be lost. */
const checkpointIn = (path: string, text: string, url: string): Checkpoint => {
  const value = parsed(text);
  const conversationId = textAt(value, 'conversationId');
  const at = textAt(value, 'url');
  const watermark = isRecord(value) ? value['watermark'] : undefined;
  if (conversationId === undefined || at === undefined || !(watermark === undefined || (typeof watermark === 'string' && watermark !== '')))
    throw refused(path, 'is not what tail has saved: name another file, or remove it to begin anew');
  if (at !== url) throw refused(path, `is of a conversation at ${at}, not at ${url}: name another file, or remove it to begin anew`);
  return { conversationId, ...(watermark !== undefined && { watermark }) };
};

/** Reads the file, and makes sure that it can be written; throws `UsageError` for what cannot be gone on from. No credential is in it. */
export const checkpointFile = (path: string, url: string): CheckpointFile => {
  const text = textOf(path);
  const target = text === undefined ? path : realpathSync(path);
  try {
    accessSync(dirname(target), constants.W_OK);
  } catch (error) {
    throw refused(path, `cannot be written, nor anything beside it (${codeOf(error)})`);
  }
  return {
    saved: text === undefined ? undefined : checkpointIn(path, text, url),
    save: ({ conversationId, watermark }) => {
      try {
        writeFileSync(`${target}.tmp`, `${JSON.stringify({ url, conversationId, watermark })}\n`);
        renameSync(`${target}.tmp`, target);
      } catch (error) {
        throw new Error(`${path} could not be written (${codeOf(error)}): the next start goes on from the last place that was saved`);
      }
    },
  };
};
