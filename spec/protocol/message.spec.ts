import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activityOfMessage, messageOf } from '../../src/protocol/message.js';
import type { Activity } from '../../src/protocol/types.js';
import { thrownBy } from '../support/outcomes.js';

const said = (more: object): Activity => ({ type: 'message', ...more });
const image = { contentType: 'image/png', contentUrl: 'https://a/b.png' };
const file = { contentType: 'text/plain', contentUrl: 'https://a/b.txt' };
const page = readFileSync(join(__dirname, '../../docs/protocol.md'), 'utf8');
const mapping = page.slice(page.indexOf('### 15.2'), page.indexOf('## 16'));

describe('an activity that becomes a message of 1.1', () => {
  it.each<[string, Activity, object]>([
    ['nothing but its type', said({}), {}],
    ['text', said({ text: 'hi' }), { text: 'hi' }],
    ['an empty text', said({ text: '' }), { text: '' }],
    ['from.id', said({ from: { id: 'ann' } }), { from: 'ann' }],
    ['channelData', said({ channelData: { clientActivityID: '1', deep: { er: [1] } } }), { channelData: { clientActivityID: '1', deep: { er: [1] } } }],
    ['an image', said({ attachments: [image] }), { images: ['https://a/b.png'] }],
    ['an image in capitals', said({ attachments: [{ ...image, contentType: 'Image/PNG' }] }), { images: ['https://a/b.png'] }],
    ['a file', said({ attachments: [file] }), { attachments: [{ url: 'https://a/b.txt', contentType: 'text/plain' }] }],
    ['images and files', said({ attachments: [file, image, { ...image, contentUrl: 'data:image/png;base64,AA==' }] }), {
      images: ['https://a/b.png', 'data:image/png;base64,AA=='],
      attachments: [{ url: 'https://a/b.txt', contentType: 'text/plain' }],
    }],
    ['no attachments', said({ attachments: [] }), {}],
  ])('carries %s', (_, activity, message) => {
    expect(messageOf(activity)).toEqual(message);
  });

  it.each<[string, object]>([
    ['from.name', { from: { id: 'ann', name: 'Ann' } }], ['from.role', { from: { id: 'ann', role: 'user' } }],
    ['recipient', { recipient: { id: 'bot' } }], ['channelId', { channelId: 'directline' }], ['serviceUrl', { serviceUrl: 'https://a' }],
    ['locale', { locale: 'de' }], ['textFormat', { textFormat: 'plain' }], ['inputHint', { inputHint: 'expectingInput' }],
    ['attachmentLayout', { attachmentLayout: 'list' }], ['localTimestamp', { localTimestamp: '2020-01-01' }], ['localTimezone', { localTimezone: 'Europe/Vienna' }],
    ['id', { id: '7' }], ['timestamp', { timestamp: '2020-01-01' }], ['conversation', { conversation: { id: 'c' } }],
  ])('leaves out %s, which says how and not what', (name, more) => {
    expect(messageOf(said({ text: 'hi', ...more }))).toEqual({ text: 'hi', ...('from' in more && { from: 'ann' }) });
    expect(mapping).toContain(name);
  });

  it.each<[string, object]>([
    ["type 'event'", { type: 'event', name: 'e' }], ["type 'typing'", { type: 'typing' }], ["type 'endOfConversation'", { type: 'endOfConversation' }], ["type ''", { type: '' }],
    ["'replyToId'", { replyToId: '1' }], ["'suggestedActions'", { suggestedActions: { actions: [] } }], ["'entities'", { entities: [{ type: 'mention' }] }],
    ["'value'", { value: { a: 1 } }], ["'value'", { value: 0 }], ["'value'", { value: false }], ["'name'", { name: 'n' }], ["'speak'", { speak: 's' }],
    ["'textFormat'", { textFormat: 'markdown' }], ["'attachmentLayout'", { attachmentLayout: 'carousel' }], ["'mine'", { mine: 1 }],
    ['channelData', { channelData: 'text' }], ['channelData', { channelData: 7 }], ['channelData', { channelData: ['a'] }], ['channelData', { channelData: null }],
    ['content', { attachments: [file, { contentType: 'application/vnd.microsoft.card.hero', content: {} }] }], ['content', { attachments: [{ ...image, content: {} }] }],
    ['contentUrl', { attachments: [{ contentType: 'image/png' }] }], ['contentUrl', { attachments: [{ contentType: 'image/png', contentUrl: '' }] }],
    ['name', { attachments: [{ ...image, name: 'b.png' }] }], ['thumbnailUrl', { attachments: [{ ...file, thumbnailUrl: 'https://a' }] }],
  ])('does not go over with %s: an error that names it (%j)', (name, more) => {
    const error = thrownBy(() => messageOf(said({ text: 'hi', ...more })));
    expect(error.name).toBe('DirectLineProtocolError');
    expect(error.message).toContain(`Direct Line 1.1 has no place for `);
    expect(error.message).toContain(name);
  });

  it.each<object>([{ replyToId: undefined }, { entities: [] }, { value: null }, { attachments: undefined }, { attachments: null }, { attachments: [{ ...image, name: undefined, content: null }] }])(
    'goes over with what is empty or absent: %j',
    more => {
      expect(() => messageOf(said(more))).not.toThrow();
    },
  );

  it('is not touched', () => {
    const frozen = Object.freeze(said({ text: 'hi', attachments: Object.freeze([Object.freeze(image)]) }));
    expect(messageOf(frozen)).toEqual({ text: 'hi', images: [image.contentUrl] });
  });
});

describe('a message of 1.1 that becomes an activity', () => {
  const activityOf = (message: Readonly<Record<string, unknown>>): Activity => activityOfMessage(message, 'https://service');

  it('carries everything that the table has', () => {
    expect(activityOf({
      id: 'c|000000000000000004', conversationId: 'c', created: '2016-08-12T08:33:53.5650638Z', from: 'bot', text: 'hi', eTag: 'W/"x"',
      channelData: { a: 1 }, images: ['https://a/b.png'], attachments: [{ url: 'https://a/b.txt', contentType: 'text/plain' }],
    })).toEqual({
      type: 'message', id: 'c|000000000000000004', conversation: { id: 'c' }, timestamp: '2016-08-12T08:33:53.5650638Z', from: { id: 'bot' }, text: 'hi',
      channelData: { a: 1 }, attachments: [{ contentType: 'image/*', contentUrl: 'https://a/b.png' }, file],
    });
  });

  it.each<[object, object]>([
    [{}, {}],
    [{ conversation: 'c' }, { conversation: { id: 'c' } }],
    [{ conversation: 'example', conversationId: 'schema' }, { conversation: { id: 'schema' } }],
    [{ images: [], attachments: [] }, {}],
    [{ images: null, attachments: null, text: null, from: null, channelData: null }, {}],
    [{ attachments: [{ url: 'https://a/x' }] }, { attachments: [{ contentType: 'application/octet-stream', contentUrl: 'https://a/x' }] }],
    [{ channelData: 'a text, against the rules' }, { channelData: 'a text, against the rules' }],
    [{ images: [7, ''], attachments: ['text', { contentType: 'text/plain' }] }, {}],
  ])('%j is %j', (message, activity) => {
    expect(activityOf({ ...message })).toEqual({ type: 'message', ...activity });
  });

  it.each([
    ['/attachments/c/4/0/b.png', 'https://service/attachments/c/4/0/b.png'],
    ['attachments/b.png?t=1', 'https://service/attachments/b.png?t=1'],
    ['https://other/b.png', 'https://other/b.png'],
    // What is absolute is nobody's to tidy up.
    ['https://other', 'https://other'], ['http://other/ü b.png', 'http://other/ü b.png'],
    ['data:image/png;base64,AA==', 'data:image/png;base64,AA=='],
    ['http://[', 'http://['],
  ])('has the URL %s as %s, of an image and of a file', (url, absolute) => {
    expect(activityOf({ images: [url], attachments: [{ url, contentType: 'text/plain' }] }).attachments).toEqual([
      { contentType: 'image/*', contentUrl: absolute }, { contentType: 'text/plain', contentUrl: absolute },
    ]);
  });

  it('that came from an activity says the same', () => {
    const activity = said({ text: 'hi', from: { id: 'ann' }, channelData: { a: 1 }, attachments: [{ ...image, contentType: 'image/*' }, file] });
    expect(activityOf({ ...messageOf(activity) })).toEqual(activity);
  });
});
