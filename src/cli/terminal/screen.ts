import { clearLine, cursorTo } from 'node:readline';
import type { Shown } from '../render/shown.js';
import { fit } from './fit.js';
import { hasColour, isLive, type Host } from './host.js';
import { styled } from './style.js';

export interface Screen {
  show(shown: Shown): void;
}

/** For files and pipes: what stays, line by line, problems on standard error. */
const plainScreen = ({ stdout, stderr }: Host): Screen => ({
  show: shown => {
    if (shown.tone !== 'hint') (shown.tone === 'problem' ? stderr : stdout).write(`${styled(shown, false)}\n`);
  },
});

/** For a terminal without a prompt: a hint is a last line that the next thing shown takes the place of. */
const liveScreen = (host: Host): Screen => {
  const { stdout, stderr } = host;
  let hinted = false;
  return {
    show: shown => {
      if (hinted) {
        cursorTo(stdout, 0);
        clearLine(stdout, 0);
      }
      hinted = shown.tone === 'hint' && shown.text !== '';
      if (hinted) stdout.write(styled({ ...shown, text: fit(shown.text, stdout.columns ?? 80) }, hasColour(host)));
      else if (shown.tone !== 'hint') (shown.tone === 'problem' ? stderr : stdout).write(`${styled(shown, hasColour(host))}\n`);
    },
  };
};

/** What to show things on when nobody types there. */
export const screenOf = (host: Host): Screen => (isLive(host) ? liveScreen(host) : plainScreen(host));
