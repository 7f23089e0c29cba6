import type { Answer } from './messages.js';

/** An error answer with the body that every 4xx and 5xx carries (docs/protocol.md, 11.1). */
export function errorAnswer(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, ...(headers && { headers }), body: { kind: 'json', json: { error: { code, message } } }, reason: message };
}

/** Thrown by whoever cannot serve a request, before it has changed anything; `step` answers with it. */
export class Refusal extends Error {
  constructor(readonly answer: Answer, message: string) {
    super(message);
  }
}

export const refuse = (status: number, code: string, message: string): Refusal =>
  new Refusal(errorAnswer(status, code, message), message);

// The messages are the live service's where it has been seen (docs/protocol.md, 11.3).
export const unknownConversation = (): Refusal => refuse(404, 'BadArgument', 'Unknown conversation');
export const invalidCredential = (): Refusal => refuse(403, 'BadArgument', 'Invalid token or secret');
