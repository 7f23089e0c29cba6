/** A user or a bot in a conversation (docs/protocol.md, 12.1). */
export interface ChannelAccount {
  readonly id: string;
  readonly name?: string | undefined;
  readonly role?: string;
  readonly [property: string]: unknown;
}

/**
 * A file, picture or card that goes with an activity (docs/protocol.md, 6.4). Posted, its file is uploaded where `content` holds
 * bytes or `contentUrl` is a `data:` or `blob:` URL; a card and any other URL go as they are.
 */
export interface Attachment {
  /** Of a file that is posted, `''` stands for its own type, or `application/octet-stream`. */
  readonly contentType: string;
  readonly contentUrl?: string;
  /** A card's; or a file's bytes, to be posted: a `Blob`, `File`, `ArrayBuffer`, `Uint8Array` or other view. */
  readonly content?: unknown;
  /** Of a file that is posted: made unique among its activity's, as `a (2).png`; without one, the `File`'s or one of its type. */
  readonly name?: string;
  readonly thumbnailUrl?: string;
}

/** Typed metadata of an activity, `streaminfo` for one (docs/protocol.md, 13). */
export interface Entity {
  readonly type: string;
  readonly [property: string]: unknown;
}

/**
 * One activity as it is on the wire: open, since bots and channels add fields and types of their own.
 * Docs/protocol.md, 6.1 and 12.1.
 */
export interface Activity {
  readonly type: string;
  /** Given by the service; `conversationId|serial` for what is recorded. */
  readonly id?: string;
  readonly from?: ChannelAccount;
  readonly recipient?: ChannelAccount;
  readonly conversation?: { readonly id: string; readonly [property: string]: unknown };
  readonly timestamp?: string;
  readonly channelId?: string;
  readonly serviceUrl?: string;
  readonly replyToId?: string;
  readonly locale?: string;
  readonly text?: string;
  readonly textFormat?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly code?: string;
  readonly attachments?: readonly Attachment[];
  readonly attachmentLayout?: string;
  readonly suggestedActions?: unknown;
  readonly entities?: readonly Entity[];
  readonly channelData?: unknown;
  readonly [property: string]: unknown;
}

/** What a stream frame and a page of history hold (docs/protocol.md, 7 and 8). */
export interface ActivitySet {
  readonly activities: readonly Activity[];
  /** Opaque: kept and handed back word for word, never compared. */
  readonly watermark?: string | null;
}

/** The body of generate, refresh and of a function `token` (docs/protocol.md, 3.3). */
export interface TokenResponse {
  readonly token: string;
  readonly conversationId?: string;
  /** Seconds. */
  readonly expires_in?: number;
}

/** The answer to start and reconnect (docs/protocol.md, 4 and 5). */
export interface ConversationResponse {
  readonly conversationId: string;
  readonly token?: string;
  /** Seconds. */
  readonly expires_in?: number;
  /** Absent in 1.1. Usable for 60 seconds after it was asked for. */
  readonly streamUrl?: string;
  /** The bot's speech grammar, of a start. */
  readonly referenceGrammarId?: string;
}

/** What generate and start may be told (docs/protocol.md, 3.3 and 4.1). */
export interface TokenParameters {
  readonly user?: { readonly id: string; readonly name?: string | undefined } | undefined;
  /** Where a page may be that signs in without a code. */
  readonly trustedOrigins?: readonly string[] | undefined;
  readonly eTag?: string | undefined;
  readonly locale?: string | undefined;
}

/** The body of every 4xx and 5xx (docs/protocol.md, 11.1). */
export interface ErrorResponse {
  readonly error: { readonly code: string; readonly message: string };
}
