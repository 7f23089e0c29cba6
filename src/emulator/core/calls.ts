import type { Version } from './messages.js';

/** The operations of docs/protocol.md, 1.1, 1.2 and 18.3 that are served. */
export type Call =
  | { readonly op: 'generate' | 'refresh' | 'token 1.1' | 'start' | 'start 1.1' | 'unsupported' | 'unknown' }
  | { readonly op: 'reconnect' | 'get activities' | 'get messages'; readonly conversationId: string; readonly watermark: string | undefined }
  | { readonly op: 'post activity' | 'post message' | 'members' | 'renew' | 'put attachment'; readonly conversationId: string }
  | { readonly op: 'upload'; readonly version: Version; readonly conversationId: string; readonly userId: string | undefined }
  /** `file` is the serial of its activity and its place in it. */
  | { readonly op: 'get file'; readonly conversationId: string; readonly file: string; readonly name: string }
  | { readonly op: 'session id'; readonly origin: string | undefined }
  | { readonly op: 'bot sends'; readonly conversationId: string; readonly replyToId: string | undefined }
  | { readonly op: 'update activity' | 'delete activity'; readonly conversationId: string; readonly activityId: string }
  | { readonly op: 'conversations'; readonly continuationToken: string | undefined }
  | { readonly op: 'paged members'; readonly conversationId: string; readonly pageSize: string | undefined; readonly continuationToken: string | undefined }
  | { readonly op: 'member' | 'remove member'; readonly conversationId: string; readonly memberId: string }
  | { readonly op: 'attachment'; readonly attachmentId: string }
  | { readonly op: 'attachment view'; readonly attachmentId: string; readonly viewId: string };
