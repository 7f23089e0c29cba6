import { isRecord, listAt, textAt } from './json.js';
import { brief } from './plain.js';

const names: Readonly<Record<string, string>> = {
  'application/vnd.microsoft.card.adaptive': 'adaptive card',
  'application/vnd.microsoft.card.hero': 'hero card',
  'application/vnd.microsoft.card.thumbnail': 'thumbnail card',
  'application/vnd.microsoft.card.receipt': 'receipt card',
  'application/vnd.microsoft.card.signin': 'sign-in card',
  'application/vnd.microsoft.card.oauth': 'sign-in card',
  'application/vnd.microsoft.card.video': 'video card',
  'application/vnd.microsoft.card.audio': 'audio card',
  'application/vnd.microsoft.card.animation': 'animation card',
};

const texts = (values: readonly (string | undefined)[]): string[] => values.flatMap(value => (value === undefined ? [] : [brief(value, 80)]));

/** The texts of an adaptive card, in the order in which they are read; a bot's nesting is not followed for ever. */
const textsWithin = (items: readonly unknown[], depth = 0): string[] =>
  depth > 5
    ? []
    : items.flatMap(item => [
        ...texts([textAt(item, 'text')]),
        ...['items', 'columns', 'body', 'facts'].flatMap(name => textsWithin(listAt(item, name), depth + 1)),
      ]);

/** Actions as a bot offers them: on a card, or as suggestions. */
export const actionTitles = (holder: unknown, ...lists: readonly string[]): string[] =>
  lists.flatMap(name => texts(listAt(holder, name).map(action => textAt(action, 'title') ?? textAt(action, 'value'))));

/** A card or a file as one short line. */
export const attachmentText = (attachment: unknown): string => {
  const type = textAt(attachment, 'contentType') ?? 'attachment';
  const content = isRecord(attachment) ? attachment['content'] : undefined;
  const url = textAt(attachment, 'contentUrl');
  const buttons = actionTitles(content, 'buttons', 'actions');
  const parts = [
    ...texts([textAt(attachment, 'name')]),
    ...texts(['title', 'subtitle', 'text'].map(name => textAt(content, name))),
    ...textsWithin(listAt(content, 'body')).slice(0, 5),
    ...(buttons.length > 0 ? [`buttons: ${buttons.join(' · ')}`] : []),
    // The data of a data: URL says nothing to people.
    ...(url === undefined ? [] : [brief(url.replace(/^(data:[^,]*),[^]*$/, '$1,…'), 300)]),
  ];
  return `[${names[type] ?? brief(type, 80)}${parts.length > 0 ? `: ${parts.join(' | ')}` : ''}]`;
};
