import type { Answer, ErrorBody } from './messages.js';
import type { World } from './world.js';

/** What every 4xx and 5xx is. */
export function errorAnswer(
  status: number, code: string, message: string, headers?: Readonly<Record<string, string>>,
): Answer & { readonly body: ErrorBody } {
  return { status, ...(headers && { headers }), body: { kind: 'error', code, message } };
}

/** An error on the wire; 1.1 says the status as well (docs/protocol.md, 11.1). */
export const errorJson = ({ code, message }: ErrorBody, statusCode?: number) =>
  ({ error: { code, message, ...(statusCode !== undefined && { statusCode }) } });

/** Thrown by whoever cannot serve a request, before it has changed anything; `step` answers with it. */
export class Refusal extends Error {
  constructor(readonly answer: Answer, message: string) {
    super(message);
  }
}

export const refuse = (status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): Refusal =>
  new Refusal(errorAnswer(status, code, message, headers), message);

// The messages are the live service's where it has been seen (docs/protocol.md, 11.3), the statuses are not sure (20 #10).
export const unknownConversation = ({ settings }: World): Refusal =>
  refuse(settings.unknownConversationStatus, 'BadArgument', 'Unknown conversation');
export const anotherConversation = ({ settings }: World): Refusal =>
  refuse(settings.otherConversationStatus, 'BadArgument', 'The token is for another conversation');
export const wrongCredential = ({ settings }: World): Refusal =>
  refuse(settings.wrongSecretStatus, 'BadArgument', 'Invalid token or secret');
/** It is one of ours, and not for this. */
export const invalidCredential = (): Refusal => refuse(403, 'BadArgument', 'Invalid token or secret');

export const missingUser = (): Refusal => refuse(400, 'MissingProperty', 'Missing user ID');
export const fileNotFound = (): Refusal => refuse(404, 'BadArgument', 'File not found');
/** What a bot cannot do here (docs/protocol.md, 18.3). */
export const notSupported = (): Refusal => refuse(405, 'BadArgument', 'This channel does not support this operation');
