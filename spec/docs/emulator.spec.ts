import { likelier } from '../../src/emulator/core/uncertain.js';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { tableIn } from '../conformance/markdown.js';

/** The options that there are, as the error says that names a wrong one. */
async function namesBy(wrong: object): Promise<readonly string[]> {
  const options: EmulatorOptions = { ...wrong };
  const message = await startEmulator(options).then(() => '', (error: Error) => error.message);
  return (/there are (.*)$/.exec(message)?.[1] ?? '').split(', ');
}
const codesIn = (cell = ''): readonly string[] => [...cell.matchAll(/`(\w+)[:`]/g)].map(([, name = '']) => name);

describe('docs/emulator.md', () => {
  it('has a row for each option, and no other', async () => {
    const rows = tableIn('emulator.md', /^## Options/).map(([name]) => codesIn(name)[0]);
    expect(rows.sort()).toEqual([...(await namesBy({ wrong: 1 }))].sort());
  });

  it('has each uncertain point that a service decides, by its number in docs/protocol.md', () => {
    const numbers = tableIn('emulator.md', /^## What it does where Direct Line is uncertain/).map(([number]) => number);
    const elsewhere = ['16', '17', '22']; // Not emulated, and a source.
    expect([...numbers, ...elsewhere].sort()).toEqual(tableIn('protocol.md', /^## 20\. /).map(([number]) => number).sort());
  });

  it('names each option of the group uncertain there, and each has a default', async () => {
    const named = tableIn('emulator.md', /^## What it does where Direct Line is uncertain/).flatMap(([, , , otherwise]) => codesIn(otherwise));
    const names = (await namesBy({ uncertain: { wrong: 1 } })).map((name) => name.replace('uncertain.', ''));
    expect(Object.keys(likelier).sort()).toEqual([...names].sort());
    expect(names.filter((name) => !named.includes(name))).toEqual([]);
  });
});
