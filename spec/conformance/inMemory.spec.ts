import { conformance } from './conformance.js';
import { inThisProcess } from './targets.js';

conformance(inThisProcess);
