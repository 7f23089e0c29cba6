import type { Activity, Attachment } from '../../protocol/types.js';
import { issueFileTicket, type Claims } from './claims.js';
import { fileAnswer } from './fileAnswer.js';
import type { Answer, Credential, UploadedFile } from './messages.js';
import { fileNotFound, invalidCredential, refuse } from './refusal.js';
import type { Attached } from './userSends.js';
import type { Conversation, World } from './world.js';

export interface StoredFile extends UploadedFile {
  readonly atMs: number;
}

/** An attachment whose URL is complete only with its `t`, which the skin signs. */
export interface FileLink {
  readonly attachment: number;
  readonly ticket: Claims;
}

/** Whose contents clients shall not see (docs/protocol.md, 6.4). */
const placeholder = 'https://docs.botframework.com/static/devportal/client/images/bot-framework-default-placeholder.png';

/** What the activity says of a file, by its name, is kept; the others come after what it has (docs/protocol.md, 6.4). */
function merged(attachments: readonly Attachment[], files: readonly UploadedFile[]) {
  const all = [...attachments];
  const taken = new Set<number>();
  const places = files.map(({ name, contentType }) => {
    const named = all.findIndex((one, index) => one.name === name && one.contentUrl == null && one.content == null && !taken.has(index));
    const place = named < 0 ? all.length : named;
    taken.add(place);
    all[place] = { ...all[place], contentType, name };
    return place;
  });
  return { all, places };
}

function withUrls(activity: Activity, { all, places }: ReturnType<typeof merged>, urlOf: (index: number) => string): Activity {
  const attachments = [...all];
  places.forEach((place, index) => {
    const attachment = all[place];
    if (attachment) attachments[place] = { ...attachment, contentUrl: urlOf(index) };
  });
  return { ...activity, attachments };
}

const hasExpired = ({ atMs }: StoredFile, { settings }: World, nowMs: number): boolean => atMs + settings.retentionMs <= nowMs;

function keep(world: World, { files: kept }: Conversation, serial: string, files: readonly UploadedFile[], nowMs: number): void {
  for (const [key, file] of kept) if (hasExpired(file, world, nowMs)) kept.delete(key);
  files.forEach((file, index) => kept.set(`${serial}/${index}`, { ...file, atMs: nowMs }));
}

/** The activity as the bot gets it, with private links, and as clients see it, without; the files are kept. */
export function attach(world: World, conversation: Conversation, activity: Activity, files: readonly UploadedFile[], nowMs: number): Attached {
  const serial = activity.id?.split('|')[1] ?? '';
  keep(world, conversation, serial, files, nowMs);
  const whole = merged(activity.attachments ?? [], files);
  const base = `${world.settings.serviceUrl}attachments/${conversation.id}/${serial}`;
  return {
    given: withUrls(activity, whole, (index) => `${base}/${index}/${encodeURIComponent(files[index]?.name ?? '')}`),
    seen: withUrls(activity, whole, () => placeholder),
    links: whole.places.map((attachment, index): FileLink =>
      ({ attachment, ticket: issueFileTicket(world, conversation.id, `${serial}/${index}`, nowMs) })),
  };
}

/** What an upload left there, for who has the link; its time is over when the file's is. */
export function getFile(
  world: World, ticket: Credential, { conversationId, file, name }: { conversationId: string; file: string; name: string }, nowMs: number,
): Answer {
  if (ticket.kind === 'none') throw refuse(401, 'BadArgument', 'Missing token or secret');
  if (ticket.kind !== 'token' || ticket.claims.conv !== conversationId || ticket.claims.file !== file) throw invalidCredential();
  const stored = world.conversations.get(conversationId)?.files.get(file);
  if (!stored || stored.name !== name || hasExpired(stored, world, nowMs)) throw fileNotFound();
  return fileAnswer(stored.contentType, stored.bytes);
}
