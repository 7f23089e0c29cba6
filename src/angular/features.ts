import type { DirectLine, TraceEvent, TranscriptOptions } from '../index.js';

/** Something more of a client: what `withTranscript` and `withTrace` give. */
export interface DirectLineFeature {
  readonly transcript?: TranscriptOptions;
  /** Called when the client is made, in the injection context. */
  readonly made?: (directLine: DirectLine) => void;
}

/** Sets the options of `transcript`: how many messages it keeps, and how chunks of streamed answers are meant. */
export const withTranscript = (options: TranscriptOptions): DirectLineFeature => ({ transcript: options });

/**
 * Tells what happens inside, without secrets, to what the factory gives: your logger, which it may inject. It listens for as long as the
 * client lives, from before its first event, and asks nothing of anybody; with zone.js it is told outside Angular's zone. The client's notices
 * have level `warn`.
 */
export const withTrace = (factory: () => (event: TraceEvent) => void): DirectLineFeature => ({
  made: ({ trace$ }) => void trace$.subscribe(factory()),
});
