import type { Call } from '../core/calls.js';
import type { Body, Bytes } from '../core/messages.js';

/** As much of a request as a route reads; hono's context fits. */
export interface Routed {
  readonly req: {
    param(name: string): string | undefined;
    query(name: string): string | undefined;
    header(name: string): string | undefined;
  };
}

/** Where a request is not JSON of the usual size behind an `Authorization` header. */
export interface Reading {
  /** In the place of JSON; gets headers by their names in lower case. */
  readonly body?: (bytes: Bytes, header: (name: string) => string | undefined) => Body;
  readonly limitBytes?: number;
  /** The `t` of the URL opens it, all else a header. */
  readonly ticket?: true;
}

/** Serves a method and a path by a call. */
export type Route = (method: string, path: string, call: (c: Routed) => Call, reading?: Reading) => void;

export const parameter = (c: Routed, name: string): string => c.req.param(name) ?? '';
export const conversationId = (c: Routed): string => parameter(c, 'conversation');
export const watermark = (c: Routed): string | undefined => c.req.query('watermark');
