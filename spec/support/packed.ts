import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run } from './process.js';

export const root = resolve(__dirname, '../..');

/** What would be published, unpacked (not installed) where a project beside it finds it by its name. */
export interface Packed {
  readonly tarball: string;
  /** An empty project whose node_modules has the unpacked package and, as links, what package.json says it needs. */
  readonly project: string;
  /** Where the package is unpacked. */
  readonly folder: string;
  /** Paths in the tarball, without the leading `package/`. */
  readonly files: readonly string[];
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const made: string[] = [];

afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder of its own outside the repository, removed when the file's specs are over. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `rx-directline-${name}-`)));
  made.push(folder);
  return folder;
}

let once: Promise<Packed> | undefined;

/** Packs dist as it stands: `npm run build` first. Once for a spec file, however often it is asked for. */
export const packed = (): Promise<Packed> => (once ??= pack());

async function pack(): Promise<Packed> {
  const folder = temporaryFolder('packed');
  const listing = await run('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, tarballName(listing));
  const project = join(folder, 'project');
  const unpacked = join(project, 'node_modules', 'rx-directline');
  mkdirSync(unpacked, { recursive: true });
  const files = (await run('tar', ['-xvzf', tarball, '-C', unpacked, '--strip-components=1'])).trim().split('\n');
  linkDependencies(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'a-project', private: true }));
  return { tarball, project, folder: unpacked, files: files.map((file) => file.replace(/^package\//, '')) };
}

function tarballName(listing: string): string {
  const name = /"filename":\s*"([^"]+)"/.exec(listing)?.[1];
  if (name === undefined) throw new Error(`npm pack printed no file name:\n${listing}`);
  return name;
}

// Only what package.json names: a package that the code uses and does not name is then missed here, as it would be at a user's.
function linkDependencies(project: string): void {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
}
