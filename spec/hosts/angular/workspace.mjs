// A workspace of the example with a host's Angular, outside the repository: the library is what would be published, unpacked.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inHost, root } from '../support/needs.mjs';
import { nodeFor } from './node.mjs';

const run = promisify(execFile);

/** What the library needs at run time, of the repository. */
const dependencies = ['cross-fetch', 'isomorphic-ws', 'ws', 'node-fetch'];

/** @param {string} host @param {(file: string, text: string) => string} [edit] of each file of the example */
export async function openWorkspace(host, edit = (_, text) => text) {
  const folder = await mkdtemp(join(tmpdir(), `rx-directline-${host}-`));
  await cp(join(root, 'docs/examples/angular'), folder, { recursive: true, filter: (from) => !from.includes('node_modules') && !from.includes('dist') });
  await cp(join(root, 'spec/hosts/angular/src'), join(folder, 'src'), { recursive: true });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'rx-directline'), { recursive: true });
  for (const name of await readdir(inHost(host))) if (!name.startsWith('.')) await symlink(inHost(host, name), join(modules, name));
  for (const name of dependencies) await symlink(join(root, 'node_modules', name), join(modules, name)).catch(() => undefined);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], { cwd: root });
  const tarball = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] ?? '';
  await run('tar', ['-xzf', join(folder, tarball), '-C', join(modules, 'rx-directline'), '--strip-components=1']);
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
