import type { Activity } from '../../index.js';
import { isRecord, textAt } from './json.js';

/** What an activity says of the streamed answer that it is a part of (docs/protocol.md, 13). */
export interface StreamPart {
  /** Absent on the first part, whose activity id is the stream's. */
  readonly id: string | undefined;
  readonly kind: string;
  readonly sequence: number | undefined;
}

export const streamPart = ({ entities, channelData, id }: Activity): StreamPart | undefined => {
  const found = (Array.isArray(entities) ? entities : []).find(entity => isRecord(entity) && entity['type'] === 'streaminfo');
  const data: unknown = found ?? channelData;
  const kind = textAt(data, 'streamType');
  if (kind === undefined || !isRecord(data)) return undefined;
  const sequence = data['streamSequence'];
  return { id: textAt(data, 'streamId') ?? id, kind, sequence: typeof sequence === 'number' ? sequence : undefined };
};
