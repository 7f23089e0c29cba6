import { clearScreenDown, cursorTo, moveCursor, type Interface } from 'node:readline';
import type { Shown } from '../render/shown.js';
import { fit } from './fit.js';
import { hasColour, type Host } from './host.js';
import type { Screen } from './screen.js';
import { styled } from './style.js';

const prompt = '> ';

export interface PromptScreen extends Screen {
  /** A new prompt below what is there. */
  ask(): void;
  /** Takes the prompt away, for good. */
  leave(): void;
}

/**
 * Shows things above the line that is being typed. A hint is a first line of the prompt, so that readline,
 * which knows how many rows the prompt takes, clears it.
 */
export const promptScreen = (host: Host, readline: Interface): PromptScreen => {
  const { stdout } = host;
  const colour = hasColour(host);
  let left = false;

  const clear = (): number => {
    const { rows } = readline.getCursorPos();
    moveCursor(stdout, 0, -rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    return rows;
  };
  const hintAs = (shown: Shown): string => styled({ ...shown, text: fit(shown.text, stdout.columns ?? 80) }, colour);

  return {
    leave: () => {
      if (!left) clear();
      left = true;
    },
    ask: () => {
      readline.setPrompt(prompt);
      readline.prompt();
    },
    show: shown => {
      if (left) return;
      if (shown.tone !== 'hint') {
        const rows = clear();
        // To draw the prompt again readline first goes up the rows of the old one.
        stdout.write(`${styled(shown, colour)}\n${'\n'.repeat(rows)}`);
      }
      readline.setPrompt(shown.tone === 'hint' && shown.text !== '' ? `${hintAs(shown)}\n${prompt}` : prompt);
      readline.prompt(true);
    },
  };
};
