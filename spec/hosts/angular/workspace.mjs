// A workspace of the example with a host's Angular, outside the repository: the library is what would be published, unpacked.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/needs.mjs';
import { installInto } from '../support/project.mjs';
import { nodeFor } from './node.mjs';

const run = promisify(execFile);

/** @param {string} host @param {(file: string, text: string) => string} [edit] of each file of the example */
export async function openWorkspace(host, edit = (_, text) => text) {
  const folder = await mkdtemp(join(tmpdir(), `rx-directline-${host}-`));
  await cp(join(root, 'docs/examples/angular'), folder, { recursive: true, filter: (from) => !from.includes('node_modules') && !from.includes('dist') });
  await cp(join(root, 'spec/hosts/angular/src'), join(folder, 'src'), { recursive: true });
  const modules = await installInto(host, folder);
  for (const file of ['angular.json', 'tsconfig.json', 'src/app/app.config.ts']) await writeFile(join(folder, file), edit(file, await readFile(join(folder, file), 'utf8')));

  return {
    folder,
    /** What Angular's command line says. @param {readonly string[]} args */
    ng: async (...args) => {
      const env = { ...process.env, NG_CLI_ANALYTICS: 'false', CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' };
      const done = await run(nodeFor(host), [join(modules, '@angular/cli/bin/ng.js'), ...args], { cwd: folder, env, maxBuffer: 1e7 }).catch((error) => {
        throw new Error(`ng ${args.join(' ')} with ${host}: ${error.stdout}\n${error.stderr}`);
      });
      return `${done.stdout}\n${done.stderr}`;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
