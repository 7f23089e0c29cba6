export { inMemoryService, type InMemoryService } from './service.js';
export type { InMemoryOptions } from './options.js';
export type { HostFetch, HostWebSocket } from './host.js';
export { EmulatorOptionError } from '../options.js';
export { builtInBot } from '../bot/builtIn.js';
export type { BotFunction, BotTurn } from '../bot/bot.js';
export type { FaultAim, FaultResponse, Faults, FaultTarget } from '../faults.js';
export type { LogEntry, LogEvent, LoggedActivity } from '../log.js';
