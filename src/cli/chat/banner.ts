import type { Emulator } from '../../emulator/index.js';
import { line, type Shown } from '../render/shown.js';
import type { ChatOptions } from './options.js';

/** The first lines: where the service is, which bot is behind it, and what to do. */
export const banner = ({ url }: Pick<Emulator, 'url'>, { emulator: { bot, faultKey } }: Pick<ChatOptions, 'emulator'>, typed: boolean): Shown[] => [
  line('info', `Direct Line service at ${url}, bot: ${typeof bot === 'string' ? bot : 'built in (--bot URL for yours)'}`),
  ...(faultKey === undefined ? [] : [line('info', `Faults: POST ${url}/emulator/faults, Authorization: Bearer ${faultKey}`)]),
  ...(typed ? [line('info', 'Type to talk; /help lists commands (/drop cuts the connection), /quit ends.')] : []),
];
