import type { Activity } from '../protocol/types.js';
import { isRecord, textIn } from '../protocol/record.js';

/** What an activity says of the streamed answer that it is a part of (docs/protocol.md, 13). */
export interface StreamInfo {
  /** Open: whatever is neither `informative` nor `final` counts as `streaming`. */
  readonly streamType: 'informative' | 'streaming' | 'final' | (string & {});
  /** Absent on the first part, whose activity id is the stream's. */
  readonly streamId?: string;
  /** Rises within a stream, with gaps; absent on the final. */
  readonly streamSequence?: number;
  readonly streamResult?: 'success' | 'timeout' | 'error' | (string & {});
}

/**
 * The stream data of an activity, `undefined` if it is no part of a streamed answer: of its first entity `streaminfo`,
 * the newer place, else of its `channelData`. Docs/protocol.md, 13.
 */
export const streamInfoOf = ({ entities, channelData }: Activity): StreamInfo | undefined => {
  const listed: readonly unknown[] = Array.isArray(entities) ? entities : [];
  return infoIn(listed.find(entity => isRecord(entity) && entity['type'] === 'streaminfo')) ?? infoIn(channelData);
};

/** Whether an activity is a chunk of a streamed answer that goes on: no final, and nothing that is recorded. */
export const isStreaming = (activity: Activity): boolean => {
  const info = streamInfoOf(activity);
  return info !== undefined && info.streamType !== 'final';
};

const infoIn = (data: unknown): StreamInfo | undefined => {
  const streamType = isRecord(data) ? textIn(data, 'streamType') : undefined;
  if (!isRecord(data) || streamType === undefined) return undefined;
  const [streamId, streamResult] = [textIn(data, 'streamId'), textIn(data, 'streamResult')];
  const streamSequence = data['streamSequence'];
  return {
    streamType,
    ...(streamId !== undefined && { streamId }),
    ...(typeof streamSequence === 'number' && { streamSequence }),
    ...(streamResult !== undefined && { streamResult }),
  };
};
