import { ask } from './ask.js';
import { chat } from './chat.js';
import type { Command } from './command.js';
import { emulate } from './emulate.js';
import { tail } from './tail.js';

/** Every command there is, by its name. */
export const commands: Readonly<Record<string, Command>> = { chat, ask, tail, emulate };
