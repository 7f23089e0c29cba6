import { conformance } from './conformance.js';
import { onEmulator } from './targets.js';

conformance(onEmulator);
