import { existsSync, readFileSync, symlinkSync, lstatSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkpointFile } from '../../../src/cli/tail/checkpointFile.js';
import { UsageError } from '../../../src/cli/options.js';
import { rxDirectline } from '../support.js';
import { placeIn, temporaryFile } from './support.js';

const url = 'https://a.example';

describe('the file with the place', () => {
  it('is none at first, and then what was saved last, without anything left beside it', () => {
    const path = temporaryFile();
    const file = checkpointFile(path, url);
    expect(file.saved).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    file.save({ conversationId: 'c' });
    expect(checkpointFile(path, url).saved).toEqual({ conversationId: 'c' });
    file.save({ conversationId: 'c', watermark: '7' });
    expect(checkpointFile(path, url).saved).toEqual({ conversationId: 'c', watermark: '7' });
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it('takes over from a save that was cut off', () => {
    const path = temporaryFile();
    checkpointFile(path, url).save({ conversationId: 'c', watermark: '7' });
    writeFileSync(`${path}.tmp`, '{"url":');
    const file = checkpointFile(path, url);
    expect(file.saved).toEqual({ conversationId: 'c', watermark: '7' });
    file.save({ conversationId: 'c', watermark: '8' });
    expect(placeIn(path)).toEqual({ url, conversationId: 'c', watermark: '8' });
  });

  it('may be a link, and stays one', () => {
    const path = temporaryFile();
    const link = join(dirname(path), 'link.json');
    checkpointFile(path, url).save({ conversationId: 'c' });
    symlinkSync(path, link);
    checkpointFile(link, url).save({ conversationId: 'c', watermark: '1' });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(placeIn(path)).toEqual({ url, conversationId: 'c', watermark: '1' });
  });

  it.each([
    ['', 'is not what tail has saved'],
    ['{"url":"https://a.example","conver', 'is not what tail has saved'],
    ['[]', 'is not what tail has saved'],
    ['{"conversationId":"c","watermark":"1"}', 'is not what tail has saved'],
    ['{"url":"https://a.example","watermark":"1"}', 'is not what tail has saved'],
    ['{"url":"https://a.example","conversationId":"c","watermark":7}', 'is not what tail has saved'],
    ['{"url":"https://a.example","conversationId":"c","watermark":""}', 'is not what tail has saved'],
    ['{"url":"https://b.example","conversationId":"c"}', 'is of a conversation at https://b.example, not at https://a.example'],
  ])('is refused and left as it is when it is not ours: %s', (text, said) => {
    const path = temporaryFile();
    writeFileSync(path, text);
    expect(() => checkpointFile(path, url)).toThrow(UsageError);
    expect(() => checkpointFile(path, url)).toThrow(said);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is refused where none can be', () => {
    const path = temporaryFile();
    mkdirSync(path);
    expect(() => checkpointFile(path, url)).toThrow('is no file');
    expect(() => checkpointFile(join(dirname(path), 'nowhere', 'f'), url)).toThrow(/cannot be written, nor anything beside it \(ENOENT\)/);
  });

  it.each([
    ['{"url":"https://a.example","conversationId":"other"}', /is of conversation other, not of mine/],
    ['not ours', /remove it to begin anew/],
  ])('ends tail with 2 and one line: %s', async (text, said) => {
    const path = temporaryFile();
    writeFileSync(path, text);
    const ran = rxDirectline(['tail', '--url', url, '--conversation', 'mine', '--resume', path], { env: { DIRECT_LINE_SECRET: 's' } });
    expect(await ran.exit).toBe(2);
    expect(ran.stderr()).toMatch(/^rx-directline tail: --resume: [^\n]*--help\)\n$/);
    expect(ran.stderr()).toMatch(said);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
