import { withBotbuilder } from '../support/botbuilder.js';
import { conformance } from './conformance.js';
import { onBotbuilder } from './targets.js';

withBotbuilder(() => conformance(onBotbuilder));
