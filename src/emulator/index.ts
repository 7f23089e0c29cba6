export { startEmulator, type Emulator } from './emulator.js';
export { EmulatorOptionError, type BotIdentity, type EmulatorOptions } from './options.js';
export { areReadings, readings, type Uncertainties } from './core/uncertain.js';
export { builtInBot } from './bot/builtIn.js';
export type { BotFunction, BotTurn } from './bot/bot.js';
export type { FaultAim, FaultResponse, Faults, FaultTarget } from './faults.js';
export type { LogEntry, LogEvent, LoggedActivity } from './log.js';
