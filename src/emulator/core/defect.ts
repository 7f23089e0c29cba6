import type { Input, Output } from './messages.js';
import { errorAnswer } from './refusal.js';

const answer = errorAnswer(500, 'Internal', 'The emulator failed; its log$ says how');

/** What to say when `step` has thrown: nobody is left waiting. */
export function outputsOfDefect(input: Input): Output[] {
  if (input.type === 'request') return [{ type: 'answer', request: input.request.id, answer }];
  if (input.type === 'upgrade') return [{ type: 'refuse', socket: input.upgrade.socket, answer }];
  return [];
}
