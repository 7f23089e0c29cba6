import type { Activity } from '../../index.js';
import { actionTitles, attachmentText } from './attachment.js';
import { listAt, textAt } from './json.js';
import { brief, plain } from './plain.js';

export const speaker = ({ from }: Activity): string => brief(textAt(from, 'name') ?? textAt(from, 'id') ?? 'bot', 40);

const messageLines = (activity: Activity): string[] => {
  const text = textAt(activity, 'text') ?? textAt(activity, 'speak') ?? textAt(activity, 'summary');
  const suggestions = actionTitles(activity.suggestedActions, 'actions');
  return [
    ...(text === undefined ? [] : [plain(text).trimEnd()]),
    ...listAt(activity, 'attachments').map(attachmentText),
    ...(suggestions.length > 0 ? [`suggested: ${suggestions.join(' · ')}`] : []),
  ];
};

const because = (activity: Activity): string => {
  const said = textAt(activity, 'code') ?? textAt(activity, 'text');
  return said === undefined ? '' : ` (${brief(said, 80)})`;
};

/** What an activity says to a person; whatever it is, one knows that it came. */
export const activityText = (activity: Activity): string => {
  switch (activity.type) {
    case 'message': {
      const lines = messageLines(activity);
      return lines.length > 0 ? lines.join('\n') : '(an empty message)';
    }
    case 'endOfConversation':
      return `(ends the conversation${because(activity)})`;
    default: {
      const name = textAt(activity, 'name');
      return `(${brief(activity.type, 40)}${name === undefined ? '' : ` ${brief(name, 80)}`})`;
    }
  }
};
