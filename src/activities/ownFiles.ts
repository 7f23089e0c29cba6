import { fileName, unique } from '../protocol/fileNames.js';
import type { Activity, Attachment } from '../protocol/types.js';
import { holdsBytes, isBlob } from '../transport/holdsBytes.js';
import type { LiveActivity } from './assembler.js';

/** What an echo has in the place of a file that was uploaded (docs/protocol.md, 6.4). */
const PLACEHOLDER = /\/bot-framework-default-placeholder\.png$/;

/**
 * The echo of a post, with the files that were posted where it has but placeholders for them: known by the names that they were
 * sent with or, where one is not known before its file is read, all by place. In 1.1 there are no names and places change, so
 * there they stay placeholders.
 */
export const withOwnFiles = (echo: LiveActivity, { attachments: own = [] }: Activity): LiveActivity => {
  const all = echo.attachments ?? [];
  if (!all.some(isHidden)) return echo;
  const names = sentNames(own);
  const areKnown = all.every(one => !isHidden(one) || names.includes(one.name));
  const mine = ({ name }: Attachment, index: number): Attachment | undefined => (name ? own[areKnown ? names.indexOf(name) : index] : undefined);
  return { ...echo, attachments: all.map((theirs, index) => shownAs(theirs, mine(theirs, index))) };
};

/** As an upload names them; the type of what has none is that of a `File`, and of a URL not known here. */
const sentNames = (own: readonly Attachment[]): readonly (string | undefined)[] => {
  const files = own.filter(holdsBytes);
  const taken = own.flatMap(one => (one.name && !holdsBytes(one) ? [one.name] : []));
  const made = unique(files.map(({ name, contentType, content }) => {
    const { name: itsName = '', type = '' } = isBlob(content) ? content : {};
    return fileName(name || itsName, contentType || type || 'application/octet-stream');
  }), taken);
  return own.map(one => made[files.indexOf(one)] ?? one.name);
};

const isHidden = ({ contentUrl }: Attachment): boolean => typeof contentUrl === 'string' && PLACEHOLDER.test(contentUrl);

const shownAs = (theirs: Attachment, { content, contentUrl }: Partial<Attachment> = {}): Attachment => {
  if (!isHidden(theirs) || (content === undefined && contentUrl === undefined)) return theirs;
  const { contentUrl: placeholder, ...rest } = theirs;
  return { ...rest, ...(content !== undefined && { content }), ...(contentUrl !== undefined && { contentUrl }) };
};
