export { startEmulator, type Emulator } from './emulator.js';
export { EmulatorOptionError, type EmulatorOptions } from './options.js';
export { builtInBot } from './bot/builtIn.js';
export type { BotFunction, BotTurn } from './bot/bot.js';
export type { FaultResponse, Faults, FaultTarget } from './faults.js';
export type { LogEntry, LogEvent, LoggedActivity } from './log.js';
