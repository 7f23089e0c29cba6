import { isStreaming, streamInfoOf } from '../../src/activities/streamInfo.js';
import type { Activity } from '../../src/protocol/types.js';
import { chunk, finalOf, says } from './made.js';

const parsed = (json: string): Activity => JSON.parse(json) as Activity;

describe('streamInfoOf', () => {
  it('reads the entity, the newer place', () => {
    expect(streamInfoOf(chunk(2, 'Hello'))).toEqual({ streamType: 'streaming', streamId: 's', streamSequence: 2 });
    expect(streamInfoOf(finalOf('Hello', { entities: [{ type: 'streaminfo', streamType: 'final', streamResult: 'timeout' }] })))
      .toEqual({ streamType: 'final', streamResult: 'timeout' });
  });

  it('reads channelData, where no entity says it', () => {
    const channelData = { streamType: 'informative', streamSequence: 1, clientActivityID: 'x' };
    expect(streamInfoOf({ type: 'typing', channelData })).toEqual({ streamType: 'informative', streamSequence: 1 });
    expect(streamInfoOf({ type: 'typing', channelData, entities: [{ type: 'ClientCapabilities' }, { type: 'streaminfo' }] }))
      .toEqual({ streamType: 'informative', streamSequence: 1 });
  });

  it('takes the entity before channelData, and the first of two', () => {
    const entities = [{ type: 'mention' }, { type: 'streaminfo', streamType: 'final' }, { type: 'streaminfo', streamType: 'streaming' }];
    expect(streamInfoOf({ type: 'message', entities, channelData: { streamType: 'streaming' } })).toEqual({ streamType: 'final' });
  });

  it.each([
    '{"type":"message"}', '{"type":"message","channelData":null,"entities":null}', '{"type":"message","channelData":"streamType"}',
    '{"type":"message","channelData":["streamType"],"entities":[null,7,[]]}', '{"type":"message","entities":{"type":"streaminfo"}}',
    '{"type":"message","channelData":{"streamType":7}}', '{"type":"message","channelData":{"streamType":""}}',
  ])('finds nothing, and does not fail, in %s', json => {
    expect(streamInfoOf(parsed(json))).toBeUndefined();
  });

  it('leaves out what is of another kind than it should be', () => {
    expect(streamInfoOf(parsed('{"type":"typing","channelData":{"streamType":"streaming","streamId":7,"streamSequence":"1"}}'))).toEqual({ streamType: 'streaming' });
  });
});

describe('isStreaming', () => {
  it('is true for chunks of an answer that goes on', () => {
    expect([chunk(1, 'He'), chunk(1, 'Searching…', {}, 'informative'), finalOf('Hello'), says('Hi'), { type: 'typing' }].map(isStreaming))
      .toEqual([true, true, false, false, false]);
  });
});
