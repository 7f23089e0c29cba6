import { textAt } from './json.js';
import { brief } from './plain.js';

/** Why, in one line, ready to be followed by more. */
export const why = (error: unknown): string => brief(textAt(error, 'message') ?? String(error), 600).replace(/\.$/, '');
