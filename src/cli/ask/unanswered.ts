import { duration } from '../render/duration.js';
import { isRecord } from '../render/json.js';
import { rejectionText } from '../render/outcome.js';

/** Why a question has no answer, or not all of it, and what can be done. */
export const unansweredText = (question: string, error: unknown, answers: number): string => {
  if (!isRecord(error) || error['name'] !== 'DirectLineTimeoutError') return rejectionText(question, error);
  const after = duration(Number(error['timeoutMs']));
  const what = answers > 0 ? 'the answer was not complete' : 'no answer';
  const known = error['outcome'] === 'accepted' ? 'the service has the question' : 'nobody knows whether it has arrived';
  return `${what} within ${after}, and ${known}; --timeout-ms waits longer`;
};
