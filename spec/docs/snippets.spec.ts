import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root, temporaryFolder } from '../support/packed.js';
import { start } from '../support/process.js';

interface Block {
  readonly language: string;
  readonly text: string;
  /** `README.md:12`, the line of the opening fence. */
  readonly at: string;
  readonly line: number;
  /** From a comment `<!-- not compiled: reason -->` right before it. */
  readonly notCompiled: string | undefined;
  /** From a comment `<!-- in: path -->`: it is a part of a file that is compiled elsewhere. */
  readonly file: string | undefined;
}

const pages = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')].filter((page) => existsSync(join(root, page)));
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const blocks = pages.flatMap((page) => blocksOf(page, textOf(page)));
const typescript = blocks.filter((block) => block.language === 'ts');
// Angular's own packages but the core are those of spec/hosts: there the example is built, and what is shown of it.
const ofFiles = typescript.filter((block) => block.file !== undefined);
const leftOut = typescript.filter((block) => block.notCompiled !== undefined);

describe('what the docs show', () => {
  it('type-checks, each block of TypeScript as a module of its own', async () => {
    expect(await errorsIn(typescript.filter((block) => block.notCompiled === undefined && block.file === undefined))).toEqual([]);
  });

  it(`is left out at most three times: ${leftOut.map((block) => `${block.at} (${String(block.notCompiled)})`).join(', ') || 'not once'}`, () => {
    expect(leftOut.slice(3).map((block) => block.at)).toEqual([]);
  });

  it('is word for word what stands in the file that it names, which is compiled there', () => {
    expect(ofFiles.filter(({ file = '', text }) => !existsSync(join(root, file)) || !textOf(file).includes(text)).map(({ at, file }) => `${at}: ${file}`)).toEqual([]);
  });

  it('calls TypeScript ts and JavaScript nothing, so that no code goes unchecked', () => {
    expect(blocks.filter(({ language }) => /^(typescript|tsx|jsx?|javascript|[mc][jt]s)$/.test(language)).map((block) => block.at)).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const shell = blocks.filter(({ language }) => /^(sh|bash|shell|console)$/.test(language));
    expect(shell.flatMap((block) => scriptsIn(block.text).filter((name) => !(name in scripts)).map((name) => `${block.at}: npm run ${name}`))).toEqual([]);
  });

  it('links to files that exist', () => {
    expect(pages.flatMap(deadLinks)).toEqual([]);
  });

  it('begins with a readme of at most 120 lines', () => {
    expect(pages).toContain('README.md');
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });
});

describe('these checks', () => {
  const text = [
    '# A page', '```ts', "import { of } from 'rxjs';", 'const text: string = of(1);', '```',
    '<!-- not compiled: it is half a sentence -->', '', '```ts', 'const = ;', '```',
    '<!-- in: src/a.ts -->', '```ts', 'part of it', '```',
    'A list:', '  ```ts', '  const name: number = 1;', '  ```',
    '```sh', 'npm ci && npm start -- --bot x', 'npm run -s no-such-script', 'npm test', '```',
  ].join('\n');
  const [wrong, half, part, right, shell] = blocksOf('page.md', text);

  it('see each block, its line, its reason and its scripts', () => {
    expect([wrong, half, part, right, shell].map((block) => [block?.language, block?.line, block?.notCompiled ?? block?.file])).toEqual([
      ['ts', 2, undefined], ['ts', 8, 'it is half a sentence'], ['ts', 12, 'src/a.ts'], ['ts', 16, undefined], ['sh', 19, undefined],
    ]);
    expect(scriptsIn(shell?.text ?? '')).toEqual(['start', 'no-such-script', 'test']);
  });

  it('find a wrong type and say on which line of the page it is', async () => {
    const errors = await errorsIn([wrong, right].filter((block) => block !== undefined));
    expect(errors).toEqual([expect.stringMatching(/^page\.md:4 .*not assignable to type 'string'/)]);
  });
});

function markdownIn(folder: string): string[] {
  const found = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return found.filter((file) => file.endsWith('.md') && !file.includes('node_modules')).map((file) => join(folder, file)).sort();
}

function blocksOf(page: string, text: string): Block[] {
  const found = text.matchAll(/(?:<!-- (not compiled|in): (.+?) -->\n\s*)?^([ \t]*)```(\w*)[^\n]*\n([^]*?)^[ \t]*```[ \t]*$/gm);
  return [...found].map((match) => {
    const [whole, how, about, indent = '', language = '', body = ''] = match;
    const line = text.slice(0, match.index + whole.indexOf('```')).split('\n').length;
    return { language, text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), at: `${page}:${line}`, line, notCompiled: how === 'in' ? undefined : about, file: how === 'in' ? about : undefined };
  });
}

/** What tsc has to say, as `README.md:14 message`: one run for all blocks, on the sources, not on what was built. */
async function errorsIn(blocksToCheck: readonly Block[]): Promise<string[]> {
  const folder = temporaryFolder('snippets');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const names = blocksToCheck.map((block, index) => {
    // As many empty lines before it as in the page: an error's line is then the page's own.
    writeFileSync(join(folder, `block${index}.mts`), `${'\n'.repeat(block.line)}${block.text}\nexport {};\n`);
    return `block${index}.mts`;
  });
  const entry = (path: string) => [join(root, 'src', path)];
  const compilerOptions = {
    noUnusedLocals: false, noUnusedParameters: false, noEmit: true, types: ['node'], skipLibCheck: true, experimentalDecorators: true,
    typeRoots: [join(root, 'node_modules', '@types')],
    paths: { 'rx-directline': entry('index.ts'), 'rx-directline/parts': entry('parts/index.ts'), 'rx-directline/webchat': entry('webchat/index.ts'), 'rx-directline/angular': entry('angular/index.ts'), 'rx-directline/emulator': entry('emulator/index.ts'), 'rx-directline/testing': entry('testing/index.ts') },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: names }));
  const tsc = start(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder, input: '' });
  await tsc.exit;
  return tsc
    .stdout()
    .split('\n')
    .filter((line) => line.includes('error TS') && !isOfTheSources(line))
    .map((line) => line.replace(/^block(\d+)\.mts\((\d+),\d+\): error/, (_, index: string, at: string) => `${blocksToCheck[Number(index)]?.at.replace(/:.*/, '') ?? ''}:${at}`));
}

// `npm run typecheck` is for these; here they would hide which page is wrong.
const isOfTheSources = (line: string): boolean => /^[^(]*\/src\/[^(]*\(/.test(line);

const scriptsIn = (text: string): string[] => [...text.matchAll(/\bnpm (?:run (?:-s |--silent )?([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');

function deadLinks(page: string): string[] {
  const prose = textOf(page).replaceAll(/^[ \t]*```[^]*?^[ \t]*```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((target) => !/^([a-z]+:|#)/.test(target));
  return targets.filter((target) => !existsSync(resolve(root, dirname(page), target.replace(/#.*/, '')))).map((target) => `${page}: ${target}`);
}
