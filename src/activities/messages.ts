import type { Observable } from 'rxjs';
import type { DirectLineError } from '../errors.js';
import { clientActivityIdOf } from '../protocol/clientActivityId.js';
import type { Activity } from '../protocol/types.js';
import type { LiveActivity } from './assembler.js';

/** A message of a chat, as a UI shows it. */
export type TranscriptMessage = {
  /** Identifies this message in its transcript and never changes: the key for a framework's list. */
  readonly key: string;
  /** Whether the user wrote it: sent here, or in another tab or before a reload. */
  readonly isOwn: boolean;
  /** `activity.text`, or `''`; of a streamed answer, all of its text so far. */
  readonly text: string;
  /** The activity as last known. Its `livestream` has the progress of a streamed answer. */
  readonly activity: LiveActivity;
} & (
  | {
      /**
       * Sent here: `pending` while its request is on its way, `sent` when the service has it, as `activity.id`. Not sent here: `received` from
       * the service, from the bot, from somebody else, or from the user elsewhere; `streaming` while an answer is in progress.
       */
      readonly status: 'pending' | 'sent' | 'received' | 'streaming';
      readonly error?: undefined;
      readonly retry?: undefined;
    }
  | {
      /** Sent here, and the post failed. */
      readonly status: 'failed';
      /** Says why. Its `outcome` says whether the service has the message, if that is known. */
      readonly error: DirectLineError;
      /** Posts it again at once, in its place, as `send` does. Further calls return the result of the first. */
      readonly retry: () => Observable<{ readonly id: string }>;
    }
);

export interface MessageList {
  readonly messages: readonly TranscriptMessage[];
  /** How many of the oldest were dropped. */
  readonly dropped: number;
  /** How many messages there have been, from which keys are made. */
  readonly created: number;
  /** The keys of posts whose echo has not arrived. */
  readonly awaitingEcho: readonly string[];
}

export const emptyList: MessageList = { messages: [], dropped: 0, created: 0, awaitingEcho: [] };

export const nextKey = ({ created }: MessageList): string => String(created + 1);

export const messageOf = ({ messages }: MessageList, key: string): TranscriptMessage | undefined => messages.find(message => message.key === key);

/** The parts of a message that follow from its activity. */
export const contentOf = (activity: LiveActivity): Pick<TranscriptMessage, 'activity' | 'text'> => ({ activity, text: activity.text ?? '' });

/** Replaces the message with the same key, or appends. */
export const withMessage = <L extends MessageList>(list: L, message: TranscriptMessage): L =>
  messageOf(list, message.key)
    ? { ...list, messages: list.messages.map(other => (other.key === message.key ? message : other)) }
    : { ...list, messages: [...list.messages, message], created: list.created + 1 };

export const withoutMessage = <L extends MessageList>(list: L, { key }: TranscriptMessage): L => ({
  ...list, messages: list.messages.filter(message => message.key !== key),
});

/** Drops the oldest messages beyond `maxMessages`. */
export const newest = <L extends MessageList>(list: L, maxMessages: number): L => {
  const excess = list.messages.length - maxMessages;
  if (excess <= 0) return list;
  const messages = list.messages.slice(excess);
  const awaitingEcho = list.awaitingEcho.filter(key => messages.some(message => message.key === key));
  return { ...list, messages, dropped: list.dropped + excess, awaitingEcho };
};

/** Whether this transcript posted the message. */
export const isPost = ({ status }: TranscriptMessage): boolean => status === 'pending' || status === 'sent' || status === 'failed';

/** The post of which an activity is the echo. */
export const postOfEcho = ({ messages, awaitingEcho }: MessageList, echo: Activity): TranscriptMessage | undefined => {
  if (awaitingEcho.length === 0) return undefined;
  const clientId = clientActivityIdOf(echo);
  return messages.find(
    ({ key, activity }) =>
      awaitingEcho.includes(key) &&
      ((clientId !== undefined && clientActivityIdOf(activity) === clientId) || (echo.id !== undefined && activity.id === echo.id)),
  );
};

/** The echo of a post with this id that arrived as a message of its own, since it has no `clientActivityID`: behind the post. */
export const echoOfPost = ({ messages }: MessageList, key: string, id: string): TranscriptMessage | undefined => {
  const index = messages.findIndex(message => message.key === key);
  return messages.slice(index + 1).find(({ status, activity }) => status === 'received' && activity.id === id);
};

/** The message of a streamed answer in progress. */
export const messageOfStream = ({ messages }: MessageList, { livestream }: LiveActivity): TranscriptMessage | undefined =>
  livestream && messages.find(({ status, activity }) => status === 'streaming' && activity.livestream?.id === livestream.id);
