// A folder outside the repository in which the library is what would be published, beside the packages of a host.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inHost, root } from './needs.mjs';

const run = promisify(execFile);

/** What the library needs at run time, of the repository. */
const dependencies = ['cross-fetch', 'isomorphic-ws', 'ws', 'node-fetch', 'rxjs', 'tslib'];

/** Links the packages of a host, unpacks the library beside them, and returns the folder of both. @param {string} host @param {string} folder */
export async function installInto(host, folder) {
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'rx-directline'), { recursive: true });
  for (const name of await readdir(inHost(host))) if (!name.startsWith('.')) await symlink(inHost(host, name), join(modules, name));
  // A package that the host has is the host's.
  for (const name of dependencies) await symlink(join(root, 'node_modules', name), join(modules, name)).catch(() => undefined);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], { cwd: root });
  const tarball = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] ?? '';
  await run('tar', ['-xzf', join(folder, tarball), '-C', join(modules, 'rx-directline'), '--strip-components=1']);
  return modules;
}

/** An empty project. @param {string} host */
export async function openProject(host) {
  const folder = await mkdtemp(join(tmpdir(), `rx-directline-${host}-`));
  const modules = await installInto(host, folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'a-project', private: true, type: 'module' }));
  return {
    folder,
    modules,
    /** What Node prints. @param {readonly string[]} args */
    node: async (...args) => {
      const env = { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' };
      const done = await run(process.execPath, args, { cwd: folder, env }).catch((error) => {
        throw new Error(`node ${args.join(' ')}: ${error.stdout}\n${error.stderr}`);
      });
      return `${done.stdout}\n${done.stderr}`;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
