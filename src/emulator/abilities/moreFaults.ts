import type { Ability } from '../ability.js';
import { disturbed } from '../core/disturbed.js';
import { faultsInWords } from '../faultWords.js';
import { damaged } from '../http/damaged.js';
import { unlessLost } from '../http/lostAnswer.js';
import { moreForms } from '../moreFaultForms.js';

/** Faults on the way (late, twice, spoilt, lost), a bot that is dead, and faults in words, at their times. */
export const moreFaults: Ability = { faults: { forms: moreForms, inWords: faultsInWords, disturbed, damaged, unlessLost } };
