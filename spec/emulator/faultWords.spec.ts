import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allAbilities } from '../../src/emulator/abilities/all.js';
import { composed } from '../../src/emulator/composed.js';

const { faultsInWords, forms } = composed(allAbilities);
const faultNames = Object.keys(forms);
const read = (words: string) => faultsInWords([words])[0];

describe('a fault in words', () => {
  it.each([
    ['drop', { kind: 'drop' }, {}],
    ['drop@10s', { kind: 'drop' }, { afterMs: 10_000 }],
    ['drop@every 30s', { kind: 'drop' }, { everyMs: 30_000 }],
    ['drop@every500ms', { kind: 'drop' }, { everyMs: 500 }],
    ['drop=1001:reason=so: it is@2m', { kind: 'drop', code: 1001, reason: 'so: it is' }, { afterMs: 120_000 }],
    ['respond=429:retry-after=3', { kind: 'respond', status: 429, retryAfter: 3, times: 1 }, {}],
    ['respond=503:retry-after=3:retry-after-as=date:times=always:match=GET /v3', { kind: 'respond', status: 503, retryAfter: 3, retryAfterAs: 'date', times: Infinity, match: 'GET /v3' }, {}],
    ['never-open=2', { kind: 'neverOpen', times: 2 }, {}],
    ['refuse', { kind: 'refuse', times: 1 }, {}],
    ['silence', { kind: 'silence', ms: Infinity }, {}],
    ['silence=1.5s', { kind: 'silence', ms: 1_500 }, {}],
    ['ghost', { kind: 'ghost', ghostMs: 10_000 }, {}],
    ['delay=800ms:match=FRAME:times=always', { kind: 'delay', ms: 800, match: 'FRAME', times: Infinity }, {}],
    ['lose-answer:pattern=^POST .*/(?:activities|messages)$', { kind: 'loseAnswer', how: 'cut', match: /^POST .*\/(?:activities|messages)$/, times: 1 }, {}],
    ['reset-watermark=null', { kind: 'resetWatermark', to: 'null', times: 1 }, {}],
    ['replay=all', { kind: 'replay', last: 'all' }, {}],
    ['oversize', { kind: 'oversize', bytes: 1_048_576, times: 1 }, {}],
    ['kill-bot=hang@5s', { kind: 'killBot', how: 'hang' }, { afterMs: 5_000 }],
    ['expire@0', { kind: 'expire' }, { afterMs: 0 }],
  ])('%s is read', (words, fault, when) => {
    expect(read(words)).toEqual({ fault, when });
  });

  it.each([
    ['dorp@10s', /^'dorp@10s' cannot be read: there is no fault 'dorp'; there are drop, ghost, .*reviveBot$/],
    ['', /there is no fault ''/],
    ['constructor', /there is no fault 'constructor'/],
    ['respond', /respond: status must be a whole number from 400 to 599, got undefined$/],
    ['respond=200', /respond: status must be a whole number from 400 to 599, got 200$/],
    ['respond=429:retry-after=soon', /respond: retryAfter must be seconds, .*got 'soon'$/],
    ['respond=429:wait=3', /respond: there is no wait; it takes status, retryAfter, .*match, times, pattern$/],
    ['respond=429:', /after : comes a parameter such as times=3, got ''$/],
    ['respond=429:times', /status must be .* got '429:times'$/],
    ['cut:times=0', /cut: times must be a whole number from 1, or 'always', got 0$/],
    ['cut:times=2:match=GET:times=3', /times is given twice$/],
    ['never-open=2:times=3', /times is given twice$/],
    ['cut:match=GET:pattern=^GET', /match is given twice$/],
    ['drop=5', /drop: code must be a WebSocket close code, 1000 say, got 5$/],
    ['drop@soon', /after @ comes a time such as 10s, 500ms or 2m, or 'every 30s', got 'soon'$/],
    ['drop@every', /after @ comes a time/],
    ['drop@every 0s', /every takes 1ms or more/],
    ['expire=3', /expire: there is no 3; it takes nothing$/],
    ['kill-bot=softly', /killBot: how must be 'refuse' or 'hang', got 'softly'$/],
    ['cut:pattern=(', /cut: pattern must be a regular expression, got '\('$/],
    ['delay=always', /delay: ms must be milliseconds, got 'always'$/],
  ])('%s is an error that says what was expected', (words, message) => {
    expect(() => read(words)).toThrow(expect.objectContaining({ name: 'EmulatorOptionError', option: 'faults', message: expect.stringMatching(message) }));
  });

  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const docs = readFileSync(join(__dirname, '../../docs/emulator.md'), 'utf8');

  it('may be any that there is', () => {
    const told: Readonly<Record<string, string>> = { replay: '=1', delay: '=1s', respond: '=500' };
    expect(faultNames.map((name) => read(dashed(name) + (told[name] ?? ''))?.fault.kind)).toEqual(faultNames);
  });

  it('has a row in the docs, by its name in code and in words', () => {
    const rows = [...docs.matchAll(/^\| `(\w+)\(.*?\| `([a-z-]+)[=`]/gm)].map(([, name, words]) => [name, words]);
    expect(rows.sort()).toEqual(faultNames.map((name) => [name, dashed(name)]).sort());
  });

  it('is read as the docs show it', () => {
    const shown = [...docs.matchAll(/--fault (?:'([^']*)'|(\S+))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').filter((words) => !/[`;]/.test(words));
    expect(shown.length).toBeGreaterThan(6);
    expect(() => faultsInWords(shown)).not.toThrow();
  });
});
