import type { Activity, ChannelAccount } from '../protocol/types.js';

/** A message: what people and bots say. */
export interface MessageActivity extends Activity {
  readonly type: 'message';
}

/** Somebody is typing, or a chunk of a streamed answer (docs/protocol.md, 13). Never recorded. */
export interface TypingActivity extends Activity {
  readonly type: 'typing';
}

/** What programs say to each other. */
export interface EventActivity extends Activity {
  readonly type: 'event';
}

/** Somebody takes the conversation for finished (docs/protocol.md, 9). */
export interface EndOfConversationActivity extends Activity {
  readonly type: 'endOfConversation';
}

/** Whether an activity is a message. */
export const isMessage = <A extends Activity>(activity: A): activity is A & MessageActivity => activity.type === 'message';

/** Whether an activity is `typing`: a hint, or a chunk of a streamed answer (`isStreaming` tells). */
export const isTyping = <A extends Activity>(activity: A): activity is A & TypingActivity => activity.type === 'typing';

/** Whether an activity is an end of conversation. */
export const isEndOfConversation = <A extends Activity>(activity: A): activity is A & EndOfConversationActivity =>
  activity.type === 'endOfConversation';

/** Makes a guard for events, or for those of one name. */
export function isEvent(): <A extends Activity>(activity: A) => activity is A & EventActivity;
export function isEvent<N extends string>(name: N): <A extends Activity>(activity: A) => activity is A & EventActivity & { readonly name: N };
export function isEvent(name?: string) {
  return <A extends Activity>(activity: A): activity is A & EventActivity =>
    activity.type === 'event' && (name === undefined || activity.name === name);
}

/** Makes a guard for what comes from one account. */
export const isFrom =
  (userId: string) =>
  <A extends Activity>(activity: A): activity is A & { readonly from: ChannelAccount } =>
    activity.from?.id === userId;
