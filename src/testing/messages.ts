import type { Activity } from '../index.js';

// The default ids are made of the texts, so that they are the same in each run and in each order of tests.

/**
 * A message of the bot `bot`. Default `id`: `bot|` and the text, so give an `id` if two messages have one text.
 *
 * @example
 * const activity$ = cold('-a-b', { a: userMessage('hello'), b: botMessage('You said: hello', { replyToId: 'user|hello' }) });
 */
export const botMessage = (text: string, fields: Partial<Activity> = {}): Activity =>
  ({ type: 'message', id: `bot|${text}`, from: { id: 'bot', role: 'bot' }, text, ...fields });

/** A message of the user `user`. Default `id`: `user|` and the text, so give an `id` if two messages have one text. */
export const userMessage = (text: string, fields: Partial<Activity> = {}): Activity =>
  ({ type: 'message', id: `user|${text}`, from: { id: 'user', role: 'user' }, text, ...fields });
