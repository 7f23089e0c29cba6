import { textAt } from './json.js';
import { brief } from './plain.js';

/** Why, in one line, ready to be followed by more: the service's own words where it said some. */
export const why = (error: unknown): string => brief(textAt(error, 'serviceMessage') ?? textAt(error, 'message') ?? String(error), 600).replace(/\.$/, '');
