import { concat, EMPTY, map, of, timer, type Observable } from 'rxjs';
import type { Activity, Attachment, ChannelAccount } from '../../protocol/types.js';
import type { BotFunction, BotTurn } from './bot.js';
import { streamedAnswer } from './streamedAnswer.js';

const paceMs = 120;

const greeting =
  'Hello! I am the built-in bot, and I repeat what you say. ' +
  'Say "typing" to see me type, "card" for a card, "stream" for an answer that grows, and "bye" to end.';

const say = (text: string): Activity => ({ type: 'message', text });
const later = (activity: Activity): Observable<Activity> => timer(paceMs).pipe(map(() => activity));

const card: Attachment = {
  contentType: 'application/vnd.microsoft.card.hero',
  content: {
    title: 'A card',
    text: 'Cards carry titles, texts and buttons.',
    buttons: [
      { type: 'imBack', title: 'Say stream', value: 'stream' },
      { type: 'openUrl', title: 'What Direct Line is', value: 'https://learn.microsoft.com/azure/bot-service/bot-service-channel-directline' },
    ],
  },
};

function answer(text: string, turn: BotTurn): Observable<Activity> {
  switch (text.trim().toLowerCase()) {
    case 'type':
    case 'typing':
      return concat(of<Activity>({ type: 'typing' }), later(say('That was me, typing.')));
    case 'card':
      return of<Activity>({ type: 'message', text: 'Here is a card.', attachments: [card] });
    case 'stream':
      return streamedAnswer('This answer came in pieces, each with all before it.', turn.newId(), paceMs);
    case 'end':
    case 'bye':
      return of<Activity[]>(say('Goodbye!'), { type: 'endOfConversation', code: 'completedSuccessfully' });
    default:
      return of(say(text === '' ? 'That had no text.' : `You said: ${text}`));
  }
}

const isAccount = (value: unknown): value is ChannelAccount => typeof value === 'object' && value !== null && 'id' in value;

/** Somebody besides the bot has come. */
function someoneJoined({ membersAdded, recipient }: Activity): boolean {
  return Array.isArray(membersAdded) && membersAdded.some((member) => isAccount(member) && member.id !== recipient?.id);
}

/** Greets, repeats, and on request types, sends a card, streams an answer or ends the conversation. */
export const builtInBot: BotFunction = (activity, turn) => {
  if (activity.type === 'conversationUpdate') return someoneJoined(activity) ? of(say(greeting)) : EMPTY;
  return activity.type === 'message' ? answer(activity.text ?? '', turn) : EMPTY;
};
