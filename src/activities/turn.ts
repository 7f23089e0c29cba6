import type { Activity } from '../protocol/types.js';
import { isTyping } from './guards.js';
import { clientActivityIdOf } from '../protocol/clientActivityId.js';
import { streamInfoOf } from './streamInfo.js';

/** What is known of one question and its answers. */
export interface Turn {
  /** The question's, from its echo or from the answer to the post. */
  readonly id?: string;
  readonly posted: boolean;
  /** Its echo has come: what follows it may be an answer. */
  readonly echoed: boolean;
  readonly userId: string | undefined;
  /** What answers something, while the question's id is not known. */
  readonly held: readonly Activity[];
  /** What the last step has found. */
  readonly fresh: readonly Activity[];
  /** Something was said, not only typed. */
  readonly answered: boolean;
  /** The last that came was a typing indicator. */
  readonly typing: boolean;
  /** Streamed answers that are in progress. */
  readonly streams: readonly string[];
}

export type Step = { readonly posted: string } | { readonly heard: Activity };

export const turnOf = (question: Activity): Turn => ({
  posted: false, echoed: false, userId: question.from?.id, held: [], fresh: [], answered: false, typing: false, streams: [],
});

/** The turn after one more thing; the same turn, where that is not of it. */
export const nextTurn =
  (question: Activity) =>
  (turn: Turn, step: Step): Turn => {
    if ('posted' in step) return identified({ ...turn, posted: true }, step.posted);
    const { heard } = step;
    if (isEcho(heard, question, turn))
      return identified({ ...turn, echoed: true, userId: heard.from?.id ?? turn.userId }, heard.id ?? turn.id);
    if (turn.userId !== undefined && heard.from?.id === turn.userId) return turn;
    if (heard.replyToId && turn.id === undefined) return { ...turn, held: [...turn.held, heard], fresh: [] };
    const isAnswer = heard.replyToId ? heard.replyToId === turn.id : turn.echoed;
    return isAnswer ? answeredBy({ ...turn, fresh: [] }, heard) : turn;
  };

const isEcho = (activity: Activity, question: Activity, turn: Turn): boolean => {
  const clientId = clientActivityIdOf(activity);
  return clientId !== undefined ? clientId === clientActivityIdOf(question) : activity.id !== undefined && activity.id === turn.id;
};

/** Once the id is known, what was held is looked through. */
const identified = (turn: Turn, id: string | undefined): Turn => {
  const known: Turn = { ...turn, fresh: [], ...(id !== undefined && { id, held: [] }) };
  return turn.held.filter(({ replyToId }) => id !== undefined && replyToId === id).reduce(answeredBy, known);
};

const answeredBy = (turn: Turn, answer: Activity): Turn => {
  const info = streamInfoOf(answer);
  const id = info?.streamId ?? answer.id;
  const goesOn = info !== undefined && info.streamType !== 'final';
  const others = turn.streams.filter(stream => stream !== id);
  return {
    ...turn,
    fresh: [...turn.fresh, answer],
    answered: turn.answered || !isTyping(answer) || info?.streamType === 'final',
    typing: isTyping(answer) && !info,
    streams: goesOn && id !== undefined ? [...others, id] : others,
  };
};
