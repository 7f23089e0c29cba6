// Every public name of the client, in the order of the data path. The parts are in parts.ts.
export { createDirectLine } from './directLine.js';
export type { DirectLine } from './contract.js';
export type { DirectLineOptions, StartParameters, TokenRequest, User } from './options.js';
export { storedIn } from './storedIn.js';
export { conversationStorage } from './conversationStorage.js';
export { copilotStudio } from './copilotStudio.js';
export { generateToken } from './parts/calls.js';

export { directLine1 } from './protocol/v1.js';
export { directLineHosts, webChatHosts } from './protocol/places.js';
export type { Conversation } from './protocol/protocol.js';
export type { Token } from './protocol/token.js';
export { clientActivityIdOf } from './protocol/clientActivityId.js';
export type { Activity, ActivitySet, Attachment, ChannelAccount, Entity, TokenResponse } from './protocol/types.js';
export type { Checkpoint } from './session/checkpoint.js';
export type { ConversationStorage } from './session/resumableClient.js';
export type { SavedConversation } from './session/savedConversation.js';

export { exponentialBackoff, type ReconnectPolicy } from './connection/policy.js';
export type { ConnectionStatus } from './connection/status.js';
export type { CommittableSet } from './receive/committable.js';

export { isEndOfConversation, isEvent, isFrom, isMessage, isTyping } from './activities/guards.js';
export { isStreaming, streamInfoOf } from './activities/streamInfo.js';
export { repliesTo } from './activities/repliesTo.js';
export { livestream } from './activities/livestream.js';
export type { LiveActivity } from './activities/assembler.js';
export { ask } from './activities/ask.js';
export { transcript, type Transcript, type TranscriptOptions } from './activities/transcript.js';
export type { TranscriptMessage } from './activities/messages.js';
export type { TranscriptState } from './activities/transcriptState.js';
export { fromTranscriptFile, toTranscriptFile } from './activities/transcriptFile.js';
export { paced } from './activities/paced.js';

export { isDirectLineError, type DirectLineError, type Outcome } from './errors.js';
export type { TraceEvent } from './trace.js';
