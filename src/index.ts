// Every public name, in the order of the data path.
export { createDirectLine } from './directLine.js';
export type { DirectLine } from './contract.js';
export type { DirectLineOptions, GetBaseUrl, GetToken, StartParameters, TokenRequest, User } from './options.js';

export { generateToken, getSessionId, reconnectToConversation, refreshToken, startConversation, type By, type Where } from './calls.js';

export { storedIn, type StoredInOptions } from './storedIn.js';
export { copilotStudio, type CopilotStudio, type CopilotStudioOptions } from './copilotStudio.js';

export { withBotAgent } from './transport/botAgent.js';
export { fetchHttp, withDeadline, type AbortSignalLike, type Fetch, type Http, type HttpRequest, type HttpResponse } from './transport/http.js';
export type { StorageLike, StoredText } from './transport/storage.js';
export { webSocket, type Frame, type Socket, type SocketEvent, type WebSocketConstructor, type WebSocketLike } from './transport/socket.js';

export { directLine3 } from './protocol/v3.js';
export { directLine1 } from './protocol/v1.js';
export { directLineHosts, webChatHosts } from './protocol/places.js';
export type { Conversation, Credential, Opening, Protocol, StreamingProtocol } from './protocol/protocol.js';
export type { Content } from './protocol/call.js';
export type { Upload } from './protocol/upload.js';
export type { Grant } from './protocol/grant.js';
export { ticketOf, type Ticket } from './protocol/tickets.js';
export { clientActivityIdOf } from './protocol/clientActivityId.js';
export type {
  Activity, ActivitySet, Attachment, ChannelAccount, Entity, TokenParameters, TokenResponse,
} from './protocol/types.js';

export { freshTokens } from './session/token.js';
export type { Session } from './session/session.js';
export type { Checkpoint } from './session/checkpoint.js';
export type { Keeper, Keeping, Resumed } from './session/keeper.js';
export { Store, type Known } from './session/store.js';
export type { Uncommitted } from './session/uncommitted.js';
export type { Delivered } from './session/delivered.js';

export { connectionMachine, type Machine } from './connection/machine.js';
export type { ConnectionEvent } from './connection/events.js';
export type { ConnectionState, Rules } from './connection/transition.js';
export { exponentialBackoff, type Backoff, type ReconnectPolicy } from './connection/policy.js';
export type { Open, Signal } from './connection/signal.js';
export { provingLife, type Watch } from './connection/silence.js';
export type { ConnectionStatus, Transport } from './connection/status.js';
export type { Route, TransportOption } from './connection/route.js';
export { supervise, type OpenBy } from './connection/supervise.js';

export { streamActivitySets } from './receive/stream.js';
export { pages, whenReady, type Page } from './receive/pages.js';
export { afterHistory, type History } from './receive/history.js';
export { pollActivitySets, type Polling } from './receive/polling.js';
export type { CommittableSet } from './receive/committable.js';
export { deliver, deliverOnce, type Deliveries, type Delivering } from './receive/deliver.js';
export type { Told } from './receive/told.js';
export type { ReceivedSet } from './receive/receivedSet.js';

export {
  isEndOfConversation, isEvent, isFrom, isMessage, isTyping,
  type EndOfConversationActivity, type EventActivity, type MessageActivity, type TypingActivity,
} from './activities/guards.js';
export { isStreaming, streamInfoOf, type StreamInfo } from './activities/streamInfo.js';
export { repliesTo } from './activities/repliesTo.js';
export { livestream, type LivestreamOptions } from './activities/livestream.js';
export type { LiveActivity, Livestream, StreamText } from './activities/assembler.js';
export { ask, type AskOptions } from './activities/ask.js';
export { transcript, type Transcript, type TranscriptOptions } from './activities/transcript.js';
export type { TranscriptMessage } from './activities/messages.js';
export type { TranscriptState } from './activities/transcriptState.js';
export { fromTranscriptFile, toTranscriptFile } from './activities/transcriptFile.js';
export { paced, type PacedOptions } from './activities/paced.js';
export type { DirectLineLike } from './activities/directLineLike.js';

export {
  classify, DirectLineAttachmentError, DirectLineCallbackError, DirectLineCollisionError, DirectLineEndedError, DirectLineGoneError, DirectLineHttpError,
  DirectLineNetworkError, DirectLineOptionError, DirectLineOverflowError, DirectLineProtocolError, DirectLineSocketError,
  DirectLineTimeoutError, DirectLineTokenExpiredError, DirectLineTokenMismatchError, DirectLineTooLargeError, isDirectLineError,
  type AttachmentPlace, type Details as ErrorDetails, type DirectLineError, type ErrorClass, type Outcome,
} from './errors.js';
export type { Notice, SocketWatch, Trace, TraceEvent } from './trace.js';
