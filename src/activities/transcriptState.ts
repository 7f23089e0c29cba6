import type { Observable } from 'rxjs';
import type { DirectLineError } from '../errors.js';
import type { Activity, ChannelAccount } from '../protocol/types.js';
import type { LiveActivity } from './assembler.js';
import { isBotFailure } from './botFailure.js';
import { isMessage, isTyping } from './guards.js';
import {
  contentOf, echoOfPost, emptyList, isPost, messageOf, messageOfStream, nextKey, postOfEcho, withMessage, withoutMessage,
  type MessageList, type TranscriptMessage,
} from './messages.js';
import { withOwnFiles } from './ownFiles.js';
import { expired, nobodyTypes, stopped, typed, type Typing } from './typing.js';

/** The state of a chat. Each of its parts is the same object as before if nothing in it has changed. */
export interface TranscriptState {
  /** The messages, in the order in which they came or were sent. */
  readonly messages: readonly TranscriptMessage[];
  /** Who else is typing: until a message of theirs, or for 5 s after their last typing indicator. */
  readonly typing: readonly ChannelAccount[];
  /** How many older messages were dropped: those beyond `maxMessages`. */
  readonly dropped: number;
}

/** Everything that a transcript remembers. */
export interface TranscriptData extends MessageList, Typing {
  /** From whom the posts are, once that is known. */
  readonly userId?: string;
}

/** Makes the next data; returns the same object if it changes nothing. */
export type Change = (before: TranscriptData) => TranscriptData;

export const emptyTranscript: TranscriptData = { ...emptyList, ...nobodyTypes };

/** Remembers the user's id and corrects what came before it was known. */
export const userKnown =
  (userId: string): Change =>
  before => {
    if (userId === before.userId) return before;
    const messages = before.messages.map(message => ofUser(message, userId));
    const isSame = messages.every((message, index) => message === before.messages[index]);
    return { ...before, ...stopped(before, userId), userId, messages: isSame ? before.messages : messages };
  };

export const postStarted =
  (key: string, activity: Activity): Change =>
  before => {
    const message: TranscriptMessage = { key, status: 'pending', isOwn: true, ...contentOf(withUser(activity, before.userId)) };
    return { ...withMessage(before, message), awaitingEcho: [...before.awaitingEcho.filter(other => other !== key), key] };
  };

/** The service answered the post. The echo knows more than the answer, so an echo that came first stays. */
export const postAccepted =
  (key: string, id: string): Change =>
  before => {
    const post = messageOf(before, key);
    if (post && post.status !== 'pending') return before;
    const echo = echoOfPost(before, key, id);
    if (echo) return withEcho(post ? withoutMessage(before, echo) : before, post ?? echo, echo.activity);
    return post ? withMessage(before, { key, status: 'sent', isOwn: true, ...contentOf({ ...post.activity, id }) }) : before;
  };

export const postFailed =
  (key: string, error: DirectLineError, retry: () => Observable<{ readonly id: string }>): Change =>
  before => {
    const post = messageOf(before, key);
    return post ? withMessage(before, { key, status: 'failed', isOwn: true, ...contentOf(post.activity), error, retry }) : before;
  };

/** The id that the service gave to a post, if the answer or the echo has said so. */
export const sentId = (data: TranscriptData, key: string): string | undefined => {
  const post = messageOf(data, key);
  return post?.status === 'sent' ? post.activity.id : undefined;
};

export const typingExpired =
  (nowMs: number): Change =>
  before => {
    const typing = expired(before, nowMs);
    return typing === before ? before : { ...before, ...typing };
  };

export const activityReceived =
  (activity: LiveActivity, nowMs: number): Change =>
  before => {
    const post = postOfEcho(before, activity);
    if (post) return withEcho(before, post, activity);
    const streamed = messageOfStream(before, activity);
    const key = streamed?.key ?? nextKey(before);
    switch (activity.livestream?.state) {
      case 'withdrawn':
        return streamed ? withoutTyping(withoutMessage(before, streamed), activity) : before;
      case 'final':
        return received(before, key, activity, 'received');
      case 'informative':
      case 'streaming':
        // A chunk without a text or a status is only a typing indicator (docs/protocol.md, 13).
        return streamed || activity.text || activity.livestream.status
          ? received(before, key, activity, 'streaming')
          : withTyping(before, activity, nowMs);
      case undefined:
        if (isMessage(activity)) return received(before, key, activity, 'received');
        return isTyping(activity) ? withTyping(before, activity, nowMs) : before;
    }
  };

const withUser = (activity: LiveActivity, userId: string | undefined): LiveActivity =>
  activity.from || userId === undefined ? activity : { ...activity, from: { id: userId } };

/** Corrects a message by the user's id. */
const ofUser = (message: TranscriptMessage, userId: string): TranscriptMessage => {
  if (isPost(message)) return message.activity.from ? message : { ...message, activity: withUser(message.activity, userId) };
  return message.isOwn || message.activity.from?.id !== userId ? message : { ...message, isOwn: true };
};

/** Puts the echo in the place of its post. A failure of the bot stays: the echo says only that the service has the message. */
const withEcho = (before: TranscriptData, post: TranscriptMessage, echo: LiveActivity): TranscriptData => {
  const { key } = post;
  const content = contentOf(withOwnFiles(echo, post.activity));
  const message: TranscriptMessage =
    post.status === 'failed' && isBotFailure(post.error) ? { ...post, ...content } : { key, status: 'sent', isOwn: true, ...content };
  const after = { ...withMessage(before, message), awaitingEcho: before.awaitingEcho.filter(other => other !== key) };
  const userId = before.userId ?? echo.from?.id;
  return userId === undefined ? after : userKnown(userId)(after);
};

const received = (before: TranscriptData, key: string, activity: LiveActivity, status: 'received' | 'streaming'): TranscriptData => {
  const isOwn = before.userId !== undefined && activity.from?.id === before.userId;
  return withoutTyping(withMessage(before, { key, status, isOwn, ...contentOf(activity) }), activity);
};

const withoutTyping = (before: TranscriptData, { from }: Activity): TranscriptData => ({ ...before, ...stopped(before, from?.id) });

/** The user's own typing comes back from the service as well, and is not shown. */
const withTyping = (before: TranscriptData, { from }: Activity, nowMs: number): TranscriptData =>
  from === undefined || from.id === before.userId || before.messages.some(({ isOwn, activity }) => isOwn && activity.from?.id === from.id)
    ? before
    : { ...before, ...typed(before, from, nowMs) };
