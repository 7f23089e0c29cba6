/** The URL of an activity stream; it opens one stream, until `usableUntilMs` on this machine's clock (docs/protocol.md, 4.1). */
export interface StreamUrl {
  readonly url: string;
  readonly usableUntilMs: number;
}

/** docs/protocol.md, 4.1 and 5: a stream URL that was not used within 60 seconds is refused. */
export const STREAM_URL_LIFE_MS = 60_000;

/** Makes a `StreamUrl`, its 60 seconds counted from when the request was sent: the service's clock began no earlier. */
export const streamUrlFrom = (streamUrl: string, sentAtMs: number): StreamUrl => ({
  // The documentation prints https URLs, the service gives wss ones (docs/protocol.md, 4.1).
  url: streamUrl.replace(/^http/i, 'ws'),
  usableUntilMs: sentAtMs + STREAM_URL_LIFE_MS,
});
