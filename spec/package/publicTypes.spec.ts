import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';
import { root } from '../support/packed.js';

// What somebody meets in a signature he has to be able to name. Read off what is built: `npm run build` comes first.

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A name as a file has it: from itself, or by an import of our own. */
interface Place {
  readonly file: string;
  readonly name: string;
}

interface Declarations {
  readonly local: ReadonlyMap<string, Node>;
  readonly imported: ReadonlyMap<string, Place>;
  /** What it passes on, by the name under which it does. */
  readonly passedOn: ReadonlyMap<string, Place>;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
const nodesIn = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const nameOf = (value: unknown): string => (isNode(value) ? String(value['value'] ?? '') : '');

function declarationsIn(file: string, text: string): Declarations {
  const [local, imported, passedOn] = [new Map<string, Node>(), new Map<string, Place>(), new Map<string, Place>()];
  const declare = (node: Node): void => {
    if (node.type === 'VariableDeclaration') for (const each of nodesIn(node['declarations'])) local.set(nameOf(each['id']), each);
    else if (isNode(node['id']) || isNode(node['identifier'])) local.set(nameOf(node['id'] ?? node['identifier']), node);
  };
  const tree: object = parseSync(text, { syntax: 'typescript', target: 'es2022' });
  for (const node of nodesIn(Reflect.get(tree, 'body'))) {
    const from = isNode(node['source']) ? String(node['source']['value']) : undefined;
    const place = (name: string): Place => ({ file: posix.join(posix.dirname(file), from ?? '').replace(/\.js$/, '.d.ts'), name });
    if (node.type === 'ImportDeclaration' && from?.startsWith('.'))
      for (const each of nodesIn(node['specifiers'])) imported.set(nameOf(each['local']), place(nameOf(each['imported']) || nameOf(each['local'])));
    else if (node.type === 'ExportNamedDeclaration')
      for (const each of nodesIn(node['specifiers'])) {
        const name = nameOf(each['orig']);
        passedOn.set(nameOf(each['exported']) || name, from === undefined ? { file, name } : place(name));
      }
    else if (node.type === 'ExportDeclaration' && isNode(node['declaration'])) declare(node['declaration']);
    else declare(node);
  }
  return { local, imported, passedOn };
}

/** Every name of a type, of an interface's base, or of a value whose type is taken. */
function* named(at: unknown): Generator<string> {
  if (typeof at !== 'object' || at === null) return;
  if (isNode(at)) {
    const leftmost = (value: unknown): string => (isNode(value) && isNode(value['left']) ? leftmost(value['left']) : nameOf(value));
    if (at.type === 'TsTypeReference') yield leftmost(at['typeName']);
    if (at.type === 'TsTypeQuery') yield leftmost(at['exprName']);
    if (at.type === 'TsExpressionWithTypeArguments') yield nameOf(at['expression']);
  }
  for (const child of Object.values(at)) yield* named(child);
}

/** The types that the public names of an entry need, and that it does not give: `Needed (connection/x.d.ts), by SomethingPublic`. */
function unnameable(entry: string, read: (file: string) => string, besides: readonly string[] = []): readonly string[] {
  const files = new Map<string, Declarations>();
  const of = (file: string): Declarations => {
    const known = files.get(file) ?? declarationsIn(file, read(file));
    files.set(file, known);
    return known;
  };
  const origin = (place: Place): Place => {
    const passed = of(place.file).passedOn.get(place.name);
    return passed === undefined || (passed.file === place.file && passed.name === place.name) ? place : origin(passed);
  };
  const id = ({ file, name }: Place): string => `${name} (${file})`;
  const { passedOn } = of(entry);
  const given = new Set([entry, ...besides].flatMap((each) => [...of(each).passedOn.values()].map((place) => id(origin(place)))));
  const missing = new Map<string, string>();
  for (const place of [...passedOn.values()].map(origin)) {
    const { local, imported } = of(place.file);
    const declaration = local.get(place.name);
    // A class has what its base has, which needs no name for that.
    const base = local.get(nameOf(declaration?.['superClass']));
    for (const name of [...named(declaration), ...named(base)]) {
      const needed = imported.has(name) ? origin(imported.get(name) ?? place) : local.has(name) ? { file: place.file, name } : undefined;
      if (needed && !given.has(id(needed))) missing.set(id(needed), `${id(needed)}, by ${place.name}`);
    }
  }
  return [...missing.values()].sort();
}

/** Users pass an `Ability` on and never write one, so its parts need no names. */
const OPAQUE = ', by Ability';

/** Types that code infers: nobody writes them, and an editor shows their fields. Anything else in a signature has to have a public name. */
const INFERRED = new Set([
  'AskOptions', 'Backoff', 'ConversationStorageOptions', 'CopilotStudio', 'CopilotStudioOptions', 'DirectLineCredential', 'DirectLineLike', 'DirectLineSettings', 'GenerateTokenOptions', 'GetToken',
  'LivestreamOptions', 'PacedOptions', 'ResumableClient', 'StorageLike', 'StoredAnswer', 'StoredInOptions', 'StreamInfo', 'TokenParameters', 'Livestream', 'Notice', 'Transport',
  'Http', 'Socket', 'Protocol', 'StreamUrl', // of rx-directline/parts
  'EndOfConversationActivity', 'EventActivity', 'MessageActivity', 'TypingActivity',
  'DirectLineAttachmentError', 'DirectLineCallbackError', 'DirectLineCollisionError', 'DirectLineEndedError', 'DirectLineGoneError', 'DirectLineHttpError',
  'DirectLineNetworkError', 'DirectLineOptionError', 'DirectLineOverflowError', 'DirectLineProtocolError', 'DirectLineSocketError', 'DirectLineTimeoutError',
  'DirectLineTokenError', 'DirectLineTokenMismatchError', 'DirectLineTooLargeError',
]);
const INFERRED_OF_PARTS = new Set([
  'ActivitySetsOptions', 'AuthorizedCallsOptions', 'ConnectionStatusOptions', 'DeliverOnceOptions', 'FollowStatusOptions', 'KeepTokenFreshOptions', 'StartConversationOptions',
  'At', 'OfConversation', 'ErrorClass', 'Fetch', 'Frame', 'History', 'HttpRequest', 'HttpResponse', 'Open', 'OpenStream', 'Page', 'Polling', 'ReceivedSet', 'SocketWatch',
  'StreamingProtocol', 'Upload', 'Watch', 'WebSocketConstructor', 'Credential', 'ConversationAnswer', 'ConversationCredential', 'Opening',
]);
const nameIn = (line: string): string => line.split(' ')[0] ?? '';

describe.each(['index.d.ts', 'parts/index.d.ts', 'webchat/index.d.ts', 'angular/index.d.ts', 'react/index.d.ts', 'emulator/index.d.ts', 'testing/index.d.ts'])('the public names of %s', (entry) => {
  it('are named in signatures only with types that are public as well, or that code infers', () => {
    const dist = join(root, 'dist', 'esm');
    expect(existsSync(join(dist, entry))).toBe(true);
    const missing = unnameable(entry, (file) => readFileSync(join(dist, file), 'utf8'), ['index.d.ts', 'emulator/index.d.ts']);
    const inferred = entry.startsWith('parts/') ? new Set([...INFERRED, ...INFERRED_OF_PARTS]) : INFERRED;
    expect(missing.filter((line) => !line.endsWith(OPAQUE) && !inferred.has(nameIn(line)))).toEqual([]);
  });
});

describe('what the main entry and the parts export', () => {
  it('are the values and types of docs/api.md, and no others', async () => {
    const exportsOf = async (entry: string) => Object.keys((await import(join(root, 'dist', 'cjs', entry))) as object).filter((name) => name !== 'default').sort();
    expect(await exportsOf('index.js')).toEqual([
      'ask', 'clientActivityIdOf', 'conversationStorage', 'copilotStudio', 'createDirectLine', 'directLine1', 'directLineHosts', 'exponentialBackoff', 'fromTranscriptFile', 'generateToken',
      'isDirectLineError', 'isEndOfConversation', 'isEvent', 'isFrom', 'isMessage', 'isStreaming', 'isTyping', 'livestream', 'paced', 'repliesTo', 'storedIn',
      'streamInfoOf', 'toTranscriptFile', 'transcript', 'webChatHosts',
    ]);
    expect(await exportsOf('parts/index.js')).toEqual([
      'activitySets', 'afterHistory', 'authorizedCalls', 'classifyError', 'connectionStatus', 'deliverOnce', 'deliverSetsOnce', 'directLine3', 'directLineService',
      'fetchHttp', 'followStatus', 'getActivities', 'getSessionId', 'historyPages', 'keepTokenFresh', 'openStream', 'pollActivitySets', 'postActivity',
      'reconnectToConversation', 'refreshToken', 'startConversation', 'webSocket', 'withBotAgent', 'withDeadline', 'withLivenessCheck',
    ]);
  });

  it('are at most 28 types of the main entry', () => {
    const text = readFileSync(join(root, 'src', 'index.ts'), 'utf8').replaceAll(/\/\/.*/g, '');
    const types = [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, all, names = '']) =>
      names.split(',').map((name) => name.trim()).filter((name) => name !== '' && (all !== undefined || name.startsWith('type '))),
    );
    expect(types.length).toBeLessThanOrEqual(28);
  });
});

describe('this check', () => {
  const files: Readonly<Record<string, string>> = {
    'index.d.ts': `export { make, type Made } from './a/make.js'; export { Base as Root } from './a/base.js';`,
    'a/make.d.ts': `
      import type { Observable } from 'rxjs';
      import { type Needed } from './needed.js';
      import type { Base } from './base.js';
      interface Own<T> { readonly of: T }
      export interface Made extends Own<string> { readonly base: Base }
      export declare const make: <A extends Needed>(a: A, b: typeof limit) => Observable<A | Made>;
      declare const limit: number;`,
    'a/needed.d.ts': `export { Needed } from './deeper.js';`,
    'a/deeper.d.ts': `export interface Needed { readonly id: string }`,
    'a/base.d.ts': `import type { Hidden } from './hidden.js'; declare abstract class Deep { deep: Deepest } export interface Deepest {} export declare class Base extends Deep { private readonly hidden; shown(): Hidden; }`,
    'a/hidden.d.ts': `export type Hidden = string;`,
  };

  it('finds what is needed and not given, wherever it is from', () => {
    expect(unnameable('index.d.ts', (file) => files[file] ?? '')).toEqual([
      'Deepest (a/base.d.ts), by Base', 'Hidden (a/hidden.d.ts), by Base', 'Needed (a/deeper.d.ts), by make', 'Own (a/make.d.ts), by Made', 'limit (a/make.d.ts), by make',
    ]);
  });
});
