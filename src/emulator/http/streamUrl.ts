/** A stream URL, taken apart. */
export interface StreamAddress {
  readonly conversationId: string;
  readonly watermark: string | undefined;
  /** Its `t`. */
  readonly ticket: string | undefined;
}

/** `base` is a scheme and a host (docs/protocol.md, 7). */
export function streamUrl(base: string, conversationId: string, watermark: string, ticket: string): string {
  const query = new URLSearchParams({ watermark, t: ticket });
  return `${base}/v3/directline/conversations/${conversationId}/stream?${query}`;
}

/** Reads what an upgrade asks for, or undefined where no stream is. */
export function streamAddress(path: string, query: string): StreamAddress | undefined {
  const conversationId = /^\/v3\/directline\/conversations\/([^/]+)\/stream\/?$/.exec(path)?.[1];
  if (conversationId === undefined) return undefined;
  const asked = new URLSearchParams(query);
  return { conversationId, watermark: asked.get('watermark') ?? undefined, ticket: asked.get('t') ?? undefined };
}
