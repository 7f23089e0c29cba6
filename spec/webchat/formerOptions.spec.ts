import { WebSocket } from 'ws';
import type { Fetch } from '../../src/transport/http.js';
import { DirectLine, type DirectLineOptions } from '../../src/webchat/index.js';
import { optionsFrom } from '../../src/webchat/formerOptions.js';

const fetch: Fetch = () => Promise.reject(new Error('nobody asks'));

describe('an option of botframework-directlinejs', () => {
  it.each<[DirectLineOptions, object]>([
    [{ secret: 's' }, { secret: 's' }],
    [{ token: 't' }, { token: 't' }],
    [{ token: 't', domain: 'https://europe.directline.botframework.com/v3/directline' }, { token: 't', baseUrl: 'https://europe.directline.botframework.com/v3/directline' }],
    [{ token: 't', webSocket: false }, { token: 't', transport: 'polling' }],
    [{ token: 't', webSocket: true }, { token: 't' }],
    [{ token: 't', conversationId: 'c' }, { token: 't', resume: { conversationId: 'c' } }],
    [{ token: 't', conversationId: 'c', watermark: '7' }, { token: 't', resume: { conversationId: 'c', watermark: '7' } }],
    [{ token: 't', conversationId: 'c', watermark: '' }, { token: 't', resume: { conversationId: 'c' } }],
    [{ token: 't', timeout: 20_000 }, { token: 't', sendTimeoutMs: 20_000 }],
    [{ token: 't', conversationStartProperties: { locale: 'de-DE' } }, { token: 't', locale: 'de-DE' }],
    [{ token: 't', conversationStartProperties: { plan: 'gold', locale: 7 } }, { token: 't', startParameters: { plan: 'gold' } }],
    [{ token: 't', botAgent: 'shop 1.0' }, { token: 't', botAgent: 'shop 1.0' }],
    [{ token: 't', fetch, WebSocket }, { token: 't', fetch, WebSocket }],
    [{ token: 't', pollingInterval: 500, streamUrl: 'wss://…', streaming: true }, { token: 't' }],
  ])('%j is %j here, and the client takes it', (former, options) => {
    expect(optionsFrom(former)).toEqual(options);
    expect(new DirectLine(former).connectionStatus$.getValue()).toBe(0);
  });

  it.each<[DirectLineOptions, string]>([
    [{}, 'token, secret'],
    [{ token: 't', secret: 's' }, 'token, secret'],
    [{ token: 't', timeout: -1 }, 'sendTimeoutMs'],
    [{ token: 't', domain: 'no URL' }, 'baseUrl'],
  ])('that is wrong (%j) is an error that names %s', (former, option) => {
    expect(() => new DirectLine(former)).toThrow(expect.objectContaining({ name: 'DirectLineOptionError', option }));
  });
});
