/** A stream URL and until when it opens a stream. */
export interface Ticket {
  readonly url: string;
  readonly usableUntilMs: number;
}

/** docs/protocol.md, 4.1 and 5: a stream URL that was not used within 60 seconds is refused. */
export const STREAM_URL_LIFE_MS = 60_000;

/** Makes a ticket of a stream URL, its time counted from when it was asked for: the service's clock began no earlier. */
export const ticketOf = (streamUrl: string, sentAtMs: number): Ticket => ({
  // The documentation prints https URLs, the service gives wss ones (docs/protocol.md, 4.1).
  url: streamUrl.replace(/^http/i, 'ws'),
  usableUntilMs: sentAtMs + STREAM_URL_LIFE_MS,
});
