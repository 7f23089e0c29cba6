import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatMap, EMPTY, from, map, toArray } from 'rxjs';
import { lineTo, service, soon } from '../support/live.js';
import { temporaryFolder } from '../support/packed.js';
import { startNode } from '../support/process.js';
import { seeded } from '../support/random.js';

// The built package in a process of its own: `npm run build` comes first.

const KILLS = 10;
const PAGE = 4;
const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trim().split('\n');

it('kill -9 inside an async handler, ten times: each recorded activity is handled, and by a sink that knows ids exactly once', async () => {
  const at = await service({ bot: () => EMPTY, pageSize: PAGE });
  const random = seeded(7);
  const line = lineTo(at);
  const posts = (count: number) =>
    soon(from(Array.from({ length: count }, (_, index) => `${index}`)).pipe(concatMap((text) => line.postActivity({ type: 'message', text })), map(({ id }) => id), toArray()), 'all are posted');
  const folder = temporaryFolder('killed');
  const ids = await posts(12);
  const token = line.checkpoint({ withToken: true })?.token ?? '';
  const pipeline = () => startNode([join(__dirname, 'processes', 'pipeline.mjs'), at.url, token, folder]);

  for (let kill = 0; kill < KILLS; kill += 1) {
    const process = pipeline();
    const during = posts(4);
    await process.until(new RegExp(`(?:begin[^]*?){${PAGE + 1 + Math.floor(random() * 5)}}`));
    process.signal('SIGKILL');
    ids.push(...(await during), ...(await posts(4)));
    expect([await process.exit, process.output()]).toEqual([{ code: null, signal: 'SIGKILL' }, expect.not.stringContaining('notice')]);
  }
  const last = pipeline();
  await last.until(new RegExp(`handled ${ids.at(-1)?.replace('|', '\\|')}\\.`));
  await last.stop();

  const [done, sink] = [linesOf(join(folder, 'done')), linesOf(join(folder, 'sink'))];
  expect(ids).toHaveLength(12 + 8 * KILLS);
  expect(ids.filter((id) => !done.includes(id))).toEqual([]);
  expect(sink).toEqual(ids);
  // Of each process, at most the set that it was at work on comes again.
  expect(done.length - ids.length).toBeLessThanOrEqual(KILLS * (PAGE - 1));
  expect(last.output()).not.toContain('notice');
}, 180_000);
