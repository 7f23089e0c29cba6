// `rx-directline/parts`: the streams of a client one by one, for people who compose them. See docs/api.md.
export { directLineService, type DirectLineServiceOptions } from './service.js';
export type { DirectLineService } from '../protocol/service.js';
export { startConversation } from './startConversation.js';
export { keepTokenFresh } from './keepTokenFresh.js';
export { connectionStatus } from '../connection/connectionStatus.js';
export { followStatus } from '../connection/followStatus.js';
export { activitySets, type ConversationSet } from './activitySets.js';
export { deliverOnce, deliverSetsOnce } from './deliverOnce.js';
export { authorizedCalls } from './authorizedCalls.js';
export type { Conversation } from '../protocol/protocol.js';
export type { Token } from '../protocol/token.js';
export type { ConnectionEvent, ConnectionStatus, StatusSubject } from '../connection/status.js';
export type { Position } from '../receive/position.js';

// One request each.
export { getActivities, getSessionId, postActivity, reconnectToConversation, refreshToken } from './calls.js';

// Streams of one's own.
export type { Signal } from '../connection/signal.js';
export { openStream } from '../receive/stream.js';
export { pollActivitySets } from '../receive/polling.js';
export { historyPages } from '../receive/pages.js';
export { afterHistory } from '../receive/history.js';
export { withLivenessCheck } from '../connection/silence.js';

// The bottom, to replace it.
export { directLine3 } from '../protocol/v3.js';
export type { Protocol } from '../protocol/protocol.js';
export type { StreamUrl } from '../protocol/streamUrl.js';
export { fetchHttp, withDeadline, type Http } from '../transport/http.js';
export { webSocket, type Socket } from '../transport/socket.js';
export { withBotAgent } from '../transport/botAgent.js';
export { classifyError } from '../errors.js';
