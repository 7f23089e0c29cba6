import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { parseSync } from '@swc/core';

/** One file of src/ as the specs of its shape see it. */
export interface Source {
  /** Relative to src/: `transport/http.ts`. */
  readonly path: string;
  /** The folder, or the file at the root without `.ts`. */
  readonly unit: string;
  readonly imports: readonly Import[];
  /** What its values refer to by a bare name, `Date.now` and `new Date()` among it. Types may name what they like. */
  readonly references: ReadonlySet<string>;
  /** What a strict reader does not want to meet: `any`, `export *`, `as unknown as`, silenced checks. */
  readonly offences: readonly string[];
}

export interface Import {
  /** A path relative to src/, or the name of a package without its subpath, `node:` for all of Node's own. */
  readonly of: string;
  readonly from: 'src' | 'package';
  /** False for `import type`: nothing of it is left at run time. */
  readonly value: boolean;
}

const src = resolve(__dirname, '../../src');

export const sources = (): Source[] =>
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parse(path, readFileSync(join(src, path), 'utf8')));

export const unitOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, ''));

export function parse(path: string, text: string): Source {
  const tree = parseSync(text, { syntax: 'typescript', target: 'es2022' }) as object as Node;
  const all = [...nodes(tree)];
  return {
    path,
    unit: unitOf(path),
    imports: all.flatMap((node) => imported(path, node)),
    references: new Set(references(tree)),
    offences: [...all.flatMap(offence), ...(text.match(/@ts-(ignore|nocheck|expect-error)|eslint-disable/g) ?? [])],
  };
}

/** Any node of the syntax tree: swc's own union of some 200 types says no more than this to who walks over all of them. */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const children = (node: object): [string, object][] => Object.entries(node).filter((entry): entry is [string, object] => isObject(entry[1]));
const list = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

function* nodes(at: object): Generator<Node> {
  if (isNode(at)) yield at;
  for (const [, child] of children(at)) yield* nodes(child);
}

function imported(path: string, node: Node): Import[] {
  const of = importedName(node);
  if (typeof of !== 'string') return [];
  const value = node.type !== 'TsImportType' && node['typeOnly'] !== true && leavesSomething(list(node['specifiers']));
  if (of.startsWith('node:')) return [{ of: 'node:', from: 'package', value }];
  if (!of.startsWith('.')) return [{ of: of.split('/').slice(0, of.startsWith('@') ? 2 : 1).join('/'), from: 'package', value }];
  return [{ of: posix.join(posix.dirname(path), of).replace(/\.js$/, '.ts'), from: 'src', value }];
}

// A list of names that are each marked `type` leaves nothing; no list at all is an import for its effects.
const leavesSomething = (names: readonly Node[]): boolean => names.length === 0 || names.some((name) => name['isTypeOnly'] !== true);

function importedName(node: Node): unknown {
  const literal = (value: unknown) => (isNode(value) ? value['value'] : undefined);
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return literal(node['source']);
    case 'TsImportType':
      return literal(node['argument']);
    case 'CallExpression': {
      const [first] = node['arguments'] as readonly { expression: unknown }[];
      return isNode(node['callee']) && node['callee'].type === 'Import' ? literal(first?.expression) : undefined;
    }
    default:
      return undefined;
  }
}

// Types, imports and the names of members refer to nothing at run time.
function* references(at: object): Generator<string> {
  if (isNode(at)) {
    if (at.type === 'Identifier') yield String(at['value']);
    if (at.type === 'MemberExpression' && isNode(at['object']) && isNode(at['property'])) yield `${String(at['object']['value'])}.${String(at['property']['value'])}`;
    if (at.type === 'NewExpression' && isNode(at['callee']) && at['callee']['value'] === 'Date' && !(at['arguments'] as unknown[] | null)?.length) yield 'new Date()';
    if (/^(Import|Export(Named|All)Declaration)/.test(at.type)) return;
    if (at.type.startsWith('Ts')) {
      if (isObject(at['expression'])) yield* references(at['expression']);
      return;
    }
  }
  for (const [key, child] of children(at)) {
    const isName = isNode(child) && child.type === 'Identifier' && (key === 'key' || key === 'property');
    if (!isName) yield* references(child);
  }
}

function offence(node: Node): string[] {
  const isKeyword = (value: unknown, kind: string) => isNode(value) && value.type === 'TsKeywordType' && value['kind'] === kind;
  if (isKeyword(node, 'any')) return ['any'];
  if (node.type === 'ExportAllDeclaration' || node.type === 'ExportNamespaceSpecifier') return ['export *'];
  const inner = node['expression'];
  const isCastTwice = node.type === 'TsAsExpression' && isNode(inner) && inner.type === 'TsAsExpression' && isKeyword(inner['typeAnnotation'], 'unknown');
  return isCastTwice ? ['as unknown as'] : [];
}
