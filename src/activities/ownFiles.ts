import type { Activity, Attachment } from '../protocol/types.js';
import type { LiveActivity } from './assembler.js';

/** What an echo has in the place of a file that was uploaded (docs/protocol.md, 6.4). */
const PLACEHOLDER = /\/bot-framework-default-placeholder\.png$/;

/**
 * The echo of a post, with the files that were posted where it has but placeholders for them: known by name, else, since a name
 * can be one that was made for it, by place. In 1.1 there are no names and places change, so there they stay placeholders.
 */
export const withOwnFiles = (echo: LiveActivity, { attachments: own = [] }: Activity): LiveActivity => {
  const mine = ({ name }: Attachment, index: number): Attachment | undefined =>
    name ? (own.find(one => one.name === name) ?? own[index]) : undefined;
  return echo.attachments?.some(isHidden)
    ? { ...echo, attachments: echo.attachments.map((theirs, index) => shownAs(theirs, mine(theirs, index))) }
    : echo;
};

const isHidden = ({ contentUrl }: Attachment): boolean => typeof contentUrl === 'string' && PLACEHOLDER.test(contentUrl);

const shownAs = (theirs: Attachment, { content, contentUrl }: Partial<Attachment> = {}): Attachment => {
  if (!isHidden(theirs) || (content === undefined && contentUrl === undefined)) return theirs;
  const { contentUrl: placeholder, ...rest } = theirs;
  return { ...rest, ...(content !== undefined && { content }), ...(contentUrl !== undefined && { contentUrl }) };
};
