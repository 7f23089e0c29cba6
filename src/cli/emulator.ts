// A file of its own, to be loaded by the commands that start a service: it and what it needs are half of the program.
export { startEmulator } from '../emulator/index.js';
