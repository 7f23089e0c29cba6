import type { Context } from 'hono';
import type { Call } from '../core/messages.js';

/** Serves a method and a path by a call. */
export type Route = (method: string, path: string, call: (c: Context) => Call) => void;

export const parameter = (c: Context, name: string): string => c.req.param(name) ?? '';
export const conversationId = (c: Context): string => parameter(c, 'conversation');
