import { NEVER } from 'rxjs';
import { PassThrough } from 'node:stream';
import { screenOf } from '../../../src/cli/terminal/screen.js';
import { cut, fit } from '../../../src/cli/terminal/fit.js';
import { hint, line } from '../../../src/cli/render/shown.js';
import type { Host } from '../../../src/cli/terminal/host.js';

const written = (env: Host['env'], isTTY: boolean): { out: string; err: string } => {
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const screen = screenOf({ stdin: new PassThrough(), stdout, stderr, env, signal$: NEVER, version: '' });
  screen.show(line('status', '· online'));
  screen.show(hint('Bot is typing…'));
  screen.show({ tone: 'bot', label: 'Bot', text: 'one\ntwo' });
  screen.show(line('problem', '! failed'));
  return { out: String(stdout.read()), err: String(stderr.read()) };
};

describe('the screen', () => {
  it('is lines only where it is a file or a pipe, problems on standard error', () => {
    expect(written({}, false)).toEqual({ out: '· online\nBot: one\n  two\n', err: '! failed\n' });
  });

  it('takes a hint back on a terminal', () => {
    const { out } = written({ NO_COLOR: '1' }, true);
    expect(out).toBe('· online\nBot is typing…\u001b[1G\u001b[2KBot: one\n  two\n');
  });

  it('has colours on a terminal, not with NO_COLOR, and is plain on a dumb one', () => {
    const coloured = (env: Host['env']) => /\u001b\[\d+m/.test(written(env, true).out);
    expect([coloured({}), coloured({ NO_COLOR: '' }), coloured({ NO_COLOR: '1' }), coloured({ TERM: 'dumb' })]).toEqual([true, true, false, false]);
    expect(written({ TERM: 'dumb' }, true).out).not.toContain('typing');
  });

  it('shows the end of what is too long for a line', () => {
    expect(fit('short', 20)).toBe('short');
    expect(fit('a long answer that grows', 12)).toBe('…that grows');
    expect(fit('日本語日本語', 9)).toBe('…日本語');
  });

  it('shows the beginning of a row that is too long', () => {
    expect(cut('short', 20)).toBe('short');
    expect(cut('a long row of a table', 12)).toBe('a long row…');
    expect(cut('日本語日本語', 9)).toBe('日本語…');
  });
});
