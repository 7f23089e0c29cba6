import { conformance } from './conformance.js';
import { onAgentsBot } from './targets.js';

conformance(onAgentsBot);
