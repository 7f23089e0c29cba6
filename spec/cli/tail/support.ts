import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY, from, of } from 'rxjs';
import type { Activity } from '../../../src/index.js';
import type { BotFunction } from '../../../src/emulator/index.js';
import { lineTo, service, soon, type Service } from '../../support/live.js';
import { temporaryFolder } from '../../support/packed.js';

/** Says `count` things at once when it is told `say COUNT`, and ends at `bye`. */
export const sayer: BotFunction = ({ type, text = '' }) => {
  const count = Number(/^say (\d+)$/.exec(text)?.[1] ?? 0);
  if (type !== 'message') return EMPTY;
  if (text === 'bye') return of<Activity[]>({ type: 'message', text: 'Goodbye!' }, { type: 'endOfConversation' });
  return from(Array.from({ length: count }, (_, index): Activity => ({ type: 'message', text: `said ${index}` })));
};

/** A conversation in a service, a voice in it, and what the environment of `tail` has to have. */
export const conversation = async (options: Parameters<typeof service>[0] = {}) => {
  const at: Service = await service({ bot: sayer, ...options });
  const voice = lineTo(at, { user: 'ann', transport: 'polling', lingerMs: 0 });
  const { conversationId } = await soon(voice.conversation$, 'there is a conversation');
  return {
    at,
    conversationId,
    env: { DIRECT_LINE_SECRET: at.secret, DIRECT_LINE_BASE_URL: at.url },
    say: (text: string) => soon(voice.postActivity({ type: 'message', text }), `the outcome of '${text}'`),
  };
};

export const temporaryFile = (): string => join(temporaryFolder('tail'), 'place.json');

export const placeIn = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

export const activitiesIn = (lines: string): Activity[] => lines.split('\n').filter(line => line !== '').map(line => JSON.parse(line));
export const textsIn = (lines: string): (string | undefined)[] => activitiesIn(lines).map(({ text, type }) => text ?? type);

export const saying = (count: number): string[] => Array.from({ length: count }, (_, index) => `said ${index}`);
