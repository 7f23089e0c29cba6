import { defer, mergeMap, type Observable, type OperatorFunction } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import { streamAssembler, type LiveActivity, type StreamText } from './assembler.js';

export interface LivestreamOptions {
  /**
   * How the texts of chunks are meant; default `auto`: as the whole text so far, as the protocol has it, until one does not
   * begin with what was there: from then on as pieces. It errs where the second piece repeats the first ("ha", "haha"), and
   * where a bot rewrites what it has said: then the text is wrong until the final, and one of the others is the option.
   */
  readonly text?: StreamText | undefined;
}

/**
 * Puts streamed answers together: for each chunk, in its place, the answer so far, `livestream` saying where it is; then the
 * final, which replaces it, or that it was withdrawn. Late and repeated chunks, and what comes after a final, are dropped
 * (the last 256 streams are known); a lost chunk of pieces is missing until the final. All else passes as it is; errors and
 * completion too. State is per subscription. Docs/protocol.md, 13.
 */
export const livestream =
  ({ text = 'auto' }: LivestreamOptions = {}): OperatorFunction<Activity, LiveActivity> =>
  (activity$: Observable<Activity>) =>
    defer(() => activity$.pipe(mergeMap(streamAssembler(text))));
