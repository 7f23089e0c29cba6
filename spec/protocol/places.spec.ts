import { checkOptions } from '../../src/options.js';
import { baseUrlOf, directLineHosts, webChatHosts } from '../../src/protocol/places.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { directLine3 } from '../../src/protocol/v3.js';
import { tableIn } from '../conformance/markdown.js';
import { fakeHttp } from '../support/fakeHttp.js';
import { valuesOf } from '../support/outcomes.js';

const named = Object.entries({ directLineHosts, webChatHosts }).flatMap(([table, hosts]) =>
  Object.entries(hosts).map(([name, host]): readonly [string, string] => [`${table}.${name}`, host]),
);

describe('docs/protocol.md, 2', () => {
  const rows = tableIn('protocol.md', /^## 2\. /).map(([, base = '', inCode = '']) => [inCode.replaceAll('`', ''), base.replaceAll('`', '')] as const);

  it('has each named host, where the code has it', () => {
    expect(new Set(rows.map(([name]) => name).filter(Boolean))).toEqual(new Set(named.map(([name]) => name)));
    const hosts = new Map(named);
    expect(rows.filter(([name, base]) => name !== '' && hosts.get(name) !== baseUrlOf(base))).toEqual([]);
  });

  it('leaves out of the code only what has no host that could be named', () => {
    expect(rows.filter(([name]) => name === '').map(([, base]) => base)).toEqual([expect.stringContaining('<app>')]);
  });
});

describe.each(named)('%s', (_, host) => {
  it('is a baseUrl', () => {
    expect(checkOptions({ token: 't', baseUrl: host })).toMatchObject({ baseUrl: host });
    const answer = { status: 200, body: { conversationId: 'c', token: 't' } };
    const { http, requests } = fakeHttp(answer, answer);
    for (const protocol of [directLine3, directLine1]) valuesOf(protocol(http, baseUrlOf(host)).startConversation('t'));
    expect(requests.map(({ url }) => url)).toEqual([`${host}/v3/directline/conversations`, `${host}/api/conversations`]);
  });
});
