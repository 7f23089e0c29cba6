import { service, type Service } from '../support/live.js';
import { packed } from '../support/packed.js';
import { run } from '../support/process.js';
import { startProgram } from './program.js';

describe('a process that uses the packed library', () => {
  beforeAll(() => packed());

  it('ends by itself once everything is unsubscribed from, without end()', async () => {
    const at = await service();
    const program = await startProgram('cjs', 'secret', at);
    await program.until(/I repeat what you say/);
    program.say('hello');
    await program.until(/You said: hello/);
    await program.until(/"said":"hello"/);
    await program.finished('leave');
    expect(program.facts().at(-1)).toEqual({ state: 'idle' });
    await at.log.until('its socket is closed', all => all.some(({ type }) => type === 'socketClosed'));
  });

  it.each([
    ['a wait for a service that is not there', (at: Service) => at.close(), /"state":"waiting"/],
    [
      'a socket that does not open and a post that waits',
      ({ faults }: Service) => {
        faults.neverOpen(Infinity);
        faults.respond(429, { match: /activities/, retryAfter: 20, times: Infinity });
      },
      /"state":"connecting"/,
    ],
  ] as const)('ends by itself in the middle of %s', async (_what, arrange, fact) => {
    const at = await service();
    await arrange(at);
    const program = await startProgram('cjs', 'secret', at);
    await program.until(fact);
    program.say('hello');
    await program.finished('end');
    expect(program.facts()).toContainEqual(expect.objectContaining({ notSaid: 'hello', name: 'DirectLineEndedError' }));
  });

  it('opens and closes two hundred times and holds no more than before', async () => {
    const { project } = await packed();
    const at = await service();
    const script = `
      const { filter, firstValueFrom } = require('rxjs');
      const { createDirectLine } = require('rx-directline');
      const cycle = async (number) => {
        const directLine = createDirectLine({ baseUrl: process.env.URL, secret: process.env.SECRET, user: 'ann', lingerMs: 0 });
        const ended = new Promise((resolve) => directLine.connectionStatus$.subscribe({ complete: resolve }));
        const subscription = directLine.activity$.subscribe();
        await firstValueFrom(directLine.connectionStatus$.pipe(filter(({ state }) => state === 'online')));
        if (number % 2) subscription.unsubscribe();
        directLine.end();
        await ended;
      };
      const kinds = () => process.getActiveResourcesInfo().sort().join();
      (async () => {
        for (let number = 0; number < 10; number += 1) await cycle(number);
        await new Promise((resolve) => setTimeout(resolve, 50));
        const before = kinds();
        for (let number = 0; number < 200; number += 1) await cycle(number);
        // A socket that has been ended is gone some ticks later.
        for (let looks = 0; kinds() !== before && looks < 50; looks += 1) await new Promise((resolve) => setTimeout(resolve, 10));
        console.log(JSON.stringify({ before, after: kinds() }));
      })();`;
    const { before, after } = JSON.parse(await run('node', ['-e', script], { cwd: project, env: { URL: at.url, SECRET: at.secret } })) as Record<string, string>;
    expect(after).toBe(before);
    expect(at.log.all.filter(({ type }) => type === 'socketOpened')).toHaveLength(210);
    await at.log.until('every socket is closed', (all) => all.filter(({ type }) => type === 'socketClosed').length === 210);
  });
});
