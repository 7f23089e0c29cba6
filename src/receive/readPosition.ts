import type { Conversation } from '../protocol/protocol.js';
import type { Activity, ActivitySet } from '../protocol/types.js';
import { Delivered } from '../session/delivered.js';
import type { ReceivedSet } from './receivedSet.js';

/** How far one subscription has read which conversation. */
export class ReadPosition {
  /** All mutable: each moves when a set has been handed on. */
  #conversationId = '';
  #arrived = new Delivered('');
  #watermark: string | undefined;
  #hasJoined = false;

  constructor(private readonly first: string | undefined) {}

  get conversationId(): string {
    return this.#conversationId;
  }

  get watermark(): string | undefined {
    return this.#watermark;
  }

  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  has(activity: Activity): boolean {
    return this.#arrived.has(activity);
  }

  /** Begins with this conversation, unless it is the one that is read already. */
  meet({ conversationId, started }: Conversation): void {
    if (conversationId === this.#conversationId) return;
    // The given watermark belongs to the first conversation.
    this.#watermark = this.#conversationId === '' ? this.first : undefined;
    this.#conversationId = conversationId;
    this.#arrived = new Delivered(conversationId);
    this.#hasJoined = started === 'new' || this.#watermark !== undefined;
  }

  /** Moves behind a set. Missing and empty watermarks mean "as before" (docs/protocol.md, 7); a replayed set does not move it back. */
  moveBehind(set: ReceivedSet & ActivitySet): void {
    let isFresh = set.polled === true && set.activities.length === 0;
    for (const activity of set.activities) if (this.#arrived.add(activity)) isFresh = true;
    if (set.hidden) this.#hasJoined = true;
    if (set.watermark && (isFresh || set.hidden)) this.#watermark = set.watermark;
  }
}
