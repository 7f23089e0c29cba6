// `npm run test:browser`: what people's pages do, in a real browser. `node spec/hosts/main.mjs page tabs` runs these files only.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { missing } from './support/needs.mjs';

const folder = import.meta.dirname;
const lacking = missing();
if (lacking.length > 0) {
  console.error(`npm run test:browser needs: ${lacking.join(' && ')}`);
  process.exit(2);
}

const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((file) => file.endsWith('.browser.mjs') && (wanted.length === 0 || wanted.some((word) => file.startsWith(word))));
// One file after the other: each has a browser, and a busy machine makes slow pages.
const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files.map((file) => join(folder, file))], { stdio: 'inherit' });
tests.on('exit', (code) => process.exit(code ?? 1));
