import { placeFrom } from '../../../src/cli/connection/place.js';
import { UsageError } from '../../../src/cli/options.js';
import { directLine1 } from '../../../src/index.js';

const globalUrl = 'https://directline.botframework.com';
const secret = { DIRECT_LINE_SECRET: 's3cret' };
const token = { DIRECT_LINE_TOKEN: 't0ken' };

/** As `createDirectLine` takes it, or the word local. */
const optionsOf = (...given: Parameters<typeof placeFrom>) => {
  const place = placeFrom(...given);
  return place.kind === 'line' ? place.line.options : 'local';
};

describe('where a command talks', () => {
  it.each<[string, Parameters<typeof placeFrom>, unknown]>([
    ['a service of its own, when nothing names another', [{}, {}], 'local'],
    ['the environment is empty', [{}, { DIRECT_LINE_SECRET: '', DIRECT_LINE_TOKEN: '', DIRECT_LINE_BASE_URL: '' }], 'local'],
    ['a url without a credential is no credential', [{}, { DIRECT_LINE_BASE_URL: 'https://a.example' }], 'local'],
    ['a secret in the environment, for a default user', [{}, secret], { baseUrl: globalUrl, secret: 's3cret', user: 'user' }],
    ['a token in the environment, which knows its user', [{}, token], { baseUrl: globalUrl, token: 't0ken' }],
    ['the environment has the url too', [{}, { ...secret, DIRECT_LINE_BASE_URL: 'https://eu.example/v3/directline/' }], { baseUrl: 'https://eu.example', secret: 's3cret', user: 'user' }],
    ['options win', [{ token: 'mine', url: 'https://b.example' }, { ...secret, DIRECT_LINE_BASE_URL: 'https://a.example' }], { baseUrl: 'https://b.example', token: 'mine' }],
    ['all that a client takes', [{ user: 'ann', transport: 'polling', protocol: '1.1' }, secret], { baseUrl: globalUrl, secret: 's3cret', user: 'ann', transport: 'polling', protocol: directLine1 }],
    ['--local leaves the environment aside', [{ local: true }, secret], 'local'],
    ['--bot too', [{ bot: 'http://127.0.0.1:1/' }, secret], 'local'],
  ])('%s', (_, given, options) => {
    expect(optionsOf(...given)).toEqual(options);
  });

  it('is told to a service of its own as well', () => {
    expect(placeFrom({ user: 'ann', transport: 'polling', port: '7' }, {})).toEqual({ kind: 'local', emulator: { port: 7 }, client: { user: 'ann', transport: 'polling' } });
  });

  it.each<[string, Parameters<typeof placeFrom>]>([
    ['DIRECT_LINE_SECRET and DIRECT_LINE_TOKEN are both given', [{}, { ...secret, ...token }]],
    ['--secret and --token are both given', [{ secret: 's3cret', token: 't0ken' }, {}]],
    ['set DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN', [{ url: globalUrl }, {}]],
    ['set DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN', [{ conversation: 'c' }, {}]],
    ['DIRECT_LINE_SECRET takes a text without spaces', [{}, { DIRECT_LINE_SECRET: 's3cret\n' }]],
    ['--token takes a text without spaces', [{ token: 't0ken x' }, {}]],
    ['DIRECT_LINE_BASE_URL takes an http(s) URL', [{}, { ...secret, DIRECT_LINE_BASE_URL: 'eu.example' }]],
    ["--transport takes auto or websocket or polling, not 'pigeon'", [{ transport: 'pigeon' }, {}]],
    ["--protocol takes 3.0 or 1.1, not '2'", [{ protocol: '2' }, secret]],
    ['--transport websocket does not go with --protocol 1.1', [{ transport: 'websocket', protocol: '1.1' }, secret]],
    ['--bot starts a service of its own, and --url names one that is there', [{ bot: 'http://127.0.0.1:1/', url: globalUrl }, secret]],
    ['--local starts a service of its own, and --conversation names one', [{ local: true, conversation: 'c' }, secret]],
  ])('is one line when it is wrong: %s', (said, given) => {
    let message = '';
    try {
      placeFrom(...given);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      message = error instanceof Error ? error.message : '';
    }
    expect(message).toContain(said);
    expect(message).not.toMatch(/s3cret|t0ken|\n/);
  });
});
