import { throwError } from 'rxjs';
import type { StreamingProtocol } from '../../src/protocol/protocol.js';

const unexpected = (call: string) => () => throwError(() => new Error(`${call} was not expected`));

/** A protocol of these calls; any other is an error. */
export const fakeProtocol = (calls: Partial<StreamingProtocol>): StreamingProtocol => ({
  version: '3.0',
  generateToken: unexpected('generateToken'),
  startConversation: unexpected('startConversation'),
  refreshToken: unexpected('refreshToken'),
  reconnectToConversation: unexpected('reconnectToConversation'),
  getActivities: unexpected('getActivities'),
  postActivity: unexpected('postActivity'),
  upload: unexpected('upload'),
  getSessionId: unexpected('getSessionId'),
  ...calls,
});
