import type { ConnectionStatus } from '../../index.js';
import { failureText } from '../render/failure.js';
import { statusText } from '../render/status.js';

/** The client has given up, or ended: nothing more comes. */
export const isOver = ({ state }: ConnectionStatus): boolean => state === 'ended' || state === 'failed';

/** It has stopped, and nothing goes on by itself: a failure, where nobody sits there to help. */
export const isStopped = (status: ConnectionStatus): boolean =>
  status.state === 'failed' || status.state === 'needsToken' || (status.state === 'ended' && status.reason === 'gone');

/** Why it has, and what can be done. */
export const stoppedText = (status: ConnectionStatus): string => ('error' in status ? failureText(status.error) : statusText(status));
