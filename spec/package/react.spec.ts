import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packed, root, type Packed } from '../support/packed.js';
import { run } from '../support/process.js';

// The packed entry on a server: the hooks in React's own server renderer. Their life in a page is in spec/hosts/hooks.browser.mjs.
describe('rx-directline/react, packed', () => {
  let pack: Packed;
  beforeAll(async () => {
    pack = await packed();
  });

  it.each(['import', 'require'])('renders initial values on a server and subscribes to nothing there, by %s', async (way) => {
    const load = (name: string) => (way === 'import' ? `(await import('${name}'))` : `require('${name}')`);
    const script = `
      (async () => {
        const { createElement } = ${load('react')};
        const { renderToString } = ${load(join(root, 'node_modules/react-dom/server.node.js'))};
        const { Observable } = ${load('rxjs')};
        const { transcript } = ${load('rx-directline')};
        const { fakeDirectLine, statuses } = ${load('rx-directline/testing')};
        const { useConnectionStatus, useObservable, useTranscript } = ${load('rx-directline/react')};
        const subscriptions = [];
        const observed = (name, value) => new Observable((subscriber) => (subscriptions.push(name), subscriber.next(value)));
        const directLine = fakeDirectLine({
          connectionStatus$: observed('status', statuses.online()),
          conversation$: observed('conversation', { conversationId: 'c' }),
          activity$: observed('activity', { type: 'message', text: 'hello' }),
        });
        const chat = transcript(directLine);
        const Chat = () => {
          const { messages } = useTranscript(chat);
          const { state } = useConnectionStatus(directLine);
          return [state, messages.length, useObservable(directLine.conversation$, { conversationId: 'none yet' }).conversationId].join();
        };
        console.log(renderToString(createElement(Chat)), subscriptions.join());
      })();`;
    const output = await run('node', [...(way === 'import' ? ['--input-type=module'] : []), '-e', script], { cwd: pack.project });
    expect(output.trim()).toBe('idle,0,none yet');
  });

  it.each([
    ["export { createDirectLine, transcript } from 'rx-directline'", false],
    ["export { forWebChat } from 'rx-directline/webchat'", false],
    ["export { inMemoryService } from 'rx-directline/testing'", false],
    ["export { useTranscript } from 'rx-directline/react'", true],
  ])('a bundle imports React only for the entry /react: %s', async (line, importsReact) => {
    writeFileSync(join(pack.project, 'bundle.js'), line);
    const options = ['--bundle', '--platform=browser', '--format=esm', '--external:rxjs', '--external:react'];
    const output = await run(join(root, 'node_modules/.bin/esbuild'), ['bundle.js', ...options], { cwd: pack.project });
    expect(output).toContain('export {');
    expect(output.includes('from "react"')).toBe(importsReact);
  });

  it('type-checks with the types of the hooks inferred', async () => {
    writeFileSync(
      join(pack.project, 'hooks.mts'),
      `import { createDirectLine, transcript, type ConnectionStatus, type Conversation, type TranscriptState } from 'rx-directline';
       import { useConnectionStatus, useObservable, useTranscript } from 'rx-directline/react';
       const directLine = createDirectLine({ token: 'a token' });
       const chat = transcript(directLine);
       export const state: TranscriptState = useTranscript(chat);
       export const status: ConnectionStatus = useConnectionStatus(directLine);
       export const conversation: Conversation | undefined = useObservable(directLine.conversation$, undefined);
       // @ts-expect-error: 'undefined' is a possible value
       export const id: string = useObservable(directLine.conversation$, undefined).conversationId;
       // The only global that a type of rxjs names (its TimerHandle).
       declare global { function setTimeout(handler: () => void, ms?: number): number }`,
    );
    const compilerOptions = { target: 'ES2022', lib: ['ES2022'], types: [], module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, noEmit: true };
    writeFileSync(join(pack.project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['hooks.mts'] }));
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', pack.project]);
  });
});
