// A thread that runs bad days: its parent sends it one lot after the other.
import { parentPort } from 'node:worker_threads';
import { runMany, type Runs } from './runs.js';

parentPort?.on('message', (lot: Runs) => parentPort?.postMessage(runMany(lot)));
