#!/usr/bin/env node
import { main } from './main.js';
import { processHost } from './terminal/processHost.js';

// Not process.exit(): what main started ends with it, and then the process has nothing left to do.
main(process.argv.slice(2), processHost()).subscribe(code => (process.exitCode = code));
