import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { service } from '../support/service.js';

describe('the core', () => {
  it('does the same again for the same seed and inputs', () => {
    const life = () => {
      const { outputsOf, say, wait, botAnswers } = service({ seed: 7 });
      const started = outputsOf({ op: 'start' }, {});
      const id = started.find(({ type }) => type === 'deliver');
      const conversationId = id?.type === 'deliver' ? id.activity.conversation?.id ?? '' : '';
      return [started, say(conversationId, 'hi'), botAnswers('d1'), wait(20_000)];
    };
    expect(life()).toEqual(life());
  });

  it('gives its conversations other names for another seed, without / ? #', () => {
    const names = [1, 2, 3].map((seed) => service({ seed }).start().conversationId);
    expect(new Set(names).size).toBe(3);
    names.forEach((name) => expect(name).toMatch(/^[0-9A-Za-z]{22}-l$/));
  });

  it.each(['core', 'http', 'bot', 'memory'])('and what runs in a page (%s) knows no Node', (folder) => {
    for (const text of sources(folder)) expect(text).not.toMatch(/from '(node:|ws'|@hono\/node-server)/);
  });

  it('knows no clock, no timer and no chance', () => {
    for (const text of sources('core')) expect(text).not.toMatch(/Date\.now|new Date\(\)|setTimeout|Math\.random|crypto\.|Promise|async /);
  });
});

function sources(folder: string): string[] {
  const path = join(__dirname, '../../../src/emulator', folder);
  return readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'));
}
