import { commands } from '../../src/cli/commands.js';
import { rxDirectline } from './support.js';

describe('rx-directline', () => {
  it.each([['--help'], ['-h']])('explains itself: %s', async word => {
    const ran = rxDirectline([word]);
    expect(await ran.exit).toBe(0);
    for (const name of Object.keys(commands)) expect(ran.stdout()).toContain(`rx-directline ${name} `);
  });

  it.each(Object.keys(commands))('explains %s', async name => {
    const ran = rxDirectline([name, '--port', '1', '--help']);
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toContain(`Usage: rx-directline ${name} `);
    expect(Math.max(...ran.stdout().split('\n').map(line => line.length))).toBeLessThanOrEqual(120);
  });

  it('says its version', async () => {
    const ran = rxDirectline(['--version']);
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toBe('1.2.3\n');
  });

  it.each([[[]], [['nope']], [['constructor']]])('ends with 2 and one line for %j', async args => {
    const ran = rxDirectline(args);
    expect(await ran.exit).toBe(2);
    expect(ran.stderr()).toMatch(/^rx-directline: .*: chat, ask, tail, emulate \(rx-directline --help\)\n$/);
  });
});
