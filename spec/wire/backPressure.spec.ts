import { join } from 'node:path';
import { EMPTY, range, map } from 'rxjs';
import { client, service, type Service } from '../support/live.js';
import { startNode } from '../support/process.js';

// The built package in a process of its own: `npm run build` comes first.

const COUNT = 1_000;
const BYTES = 20_000;
const MB = 1_000_000;

/** A conversation of a thousand messages of the bot and the one that asked for them, and how much a slow process' heap grew while it handled them. */
const growth = async (at: Service, token: string, form: 'sets' | 'activities'): Promise<number> => {
  const process = startNode(['--expose-gc', join(__dirname, 'processes', 'slow.mjs'), at.url, token, form, `${COUNT}`]);
  const { code } = await process.exit;
  const heaps = [...process.stdout().matchAll(/heap (\d+)/g)].map(([, bytes]) => Number(bytes));
  expect([code, heaps.length, process.stderr()]).toEqual([0, COUNT / 100, '']);
  return Math.max(...heaps) - Math.min(...heaps);
};

it('a thousand messages that are handled slowly lie in the service, and not in the heap, where polling is pulled by commits', async () => {
  const at = await service({ bot: ({ text }) => (text === undefined ? EMPTY : range(COUNT).pipe(map((index) => ({ type: 'message', text: `${index} `.padEnd(BYTES, '.') })))) });
  const ann = client(at, { transport: 'polling' });
  await ann.say('go');
  await ann.activities.until('all are there', (all) => all.length > COUNT);
  const token = ann.line.checkpoint({ withToken: true })?.token ?? '';
  const [pulled = 0, pushed = 0] = await Promise.all([growth(at, token, 'sets'), growth(at, token, 'activities')]);
  // At most two pages of a hundred; without, nearly all.
  expect(pulled).toBeLessThan(5 * MB);
  expect(pushed).toBeGreaterThan(10 * MB);
}, 180_000);
