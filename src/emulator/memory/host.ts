/** The type of the platform's `fetch`; where no types know one, as much of it as the client uses. */
export type HostFetch = typeof globalThis extends { fetch: infer F } ? F : (
  url: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string | ArrayBuffer; signal?: unknown },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** The type of the platform's `WebSocket`; where no types know one, as much of it as the client uses. */
export type HostWebSocket = typeof globalThis extends { WebSocket: infer W } ? W : new (url: string) => {
  addEventListener(
    type: 'open' | 'message' | 'error' | 'close',
    listener: (event: { readonly type: string; readonly data?: unknown; readonly code?: number; readonly reason?: string }) => void,
  ): void;
  close(code?: number, reason?: string): void;
};
