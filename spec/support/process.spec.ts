import { run, start, startNode } from './process.js';

describe('a child process as facts to await', () => {
  it('finds what is printed already and what comes later, on both outputs', async () => {
    const child = startNode(['-e', `console.log('first'); process.stdin.once('data', (text) => { console.error('heard ' + text); process.exit(3); })`]);
    await child.until(/first/);
    child.write('you');
    expect((await child.until(/heard (\w+)/))[1]).toBe('you');
    expect(await child.until(/first/)).toHaveLength(1);
    expect(await child.exit).toEqual({ code: 3, signal: null });
    expect([child.stdout(), child.stderr()]).toEqual(['first\n', 'heard you\n']);
    expect(await child.until(/heard/)).toHaveLength(1);
  });

  it('rejects with the output so far when time is up or the process has ended without the fact', async () => {
    const silent = startNode(['-e', `console.log('only this'); setInterval(() => {}, 1000)`]);
    await silent.until(/only this/);
    await expect(silent.until(/more/, 20)).rejects.toThrow(/20 ms went by before \/more\/ .*only this/s);
    await silent.stop();
    await expect(silent.until(/more/)).rejects.toThrow(/ended \(SIGTERM\) before .*only this/s);
    await expect(run('node', ['-e', `console.log('why'); process.exit(1)`])).rejects.toThrow(/ended with 1:\nwhy/);
    await expect(run('node', ['-e', 'setInterval(() => {}, 1000)'], { deadlineMs: 50 })).rejects.toThrow(/SIGTERM/);
    await expect(run('no-such-program', [])).rejects.toThrow(/ENOENT/);
  });

  it('stops what the process has started, too, and what does not listen to SIGTERM', async () => {
    const stubborn = `process.on('SIGTERM', () => console.log('no')); console.log('grandchild'); setInterval(() => {}, 1000)`;
    const shell = start('sh', ['-c', `${process.execPath} -e "${stubborn}"; true`]);
    await shell.until(/grandchild/);
    // Ends only when nobody holds its output open any more: the grandchild is gone, though it said no.
    expect((await shell.stop()).signal).toBe('SIGTERM');
    expect(shell.output()).toBe('grandchild\nno\n');
  });
});
