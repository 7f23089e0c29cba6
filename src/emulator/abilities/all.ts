import type { Ability } from '../ability.js';
import { connector } from './connector.js';
import { directLine11 } from './directLine11.js';
import { directLine30 } from './directLine30.js';
import { moreFaults } from './moreFaults.js';
import { signIn } from './signIn.js';
import { uploads } from './uploads.js';

/** Everything that there is. */
export const allAbilities: readonly Ability[] = [directLine30, directLine11, uploads, signIn, connector, moreFaults];
