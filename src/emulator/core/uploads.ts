import type { Activity, ChannelAccount } from '../../protocol/types.js';
import { accessOf, boundUser, conversationFor, type Access } from './access.js';
import { senderOf, userActivityOf } from './activityIn.js';
import { checkSender } from './enhanced.js';
import { attach } from './files.js';
import { newShortId } from './ids.js';
import { messageOf } from './messageIn.js';
import type { Body, Output, ServiceRequest, UploadedFile, Version } from './messages.js';
import { isRecorded } from './record.js';
import { refuse } from './refusal.js';
import { userSends, type Received } from './userSends.js';
import type { World } from './world.js';

interface Upload {
  readonly container: Body | undefined;
  readonly files: readonly UploadedFile[];
}

function uploadOf(body: Body): Upload {
  switch (body.kind) {
    case 'files':
      return body;
    case 'too large': // As the service does it (docs/protocol.md, 6.3).
      throw refuse(500, 'ServiceError', `The upload is larger than ${body.limitBytes.toLocaleString('en-US')} bytes`);
    case 'too many parts':
      throw refuse(400, 'BadArgument', `An upload has ${body.most} parts at most`);
    case 'malformed':
      throw refuse(400, 'MalformedData', 'The request body is not multipart/form-data as its Content-Type says');
    default:
      throw refuse(400, 'BadArgument', 'An upload needs a file, or multipart/form-data, as its body');
  }
}

function checkFiles({ type }: Activity, files: readonly UploadedFile[]): void {
  if (files.length > 0 && !isRecorded({ type })) throw refuse(400, 'BadArgument', `An activity of type ${type} cannot carry files`);
}

const named = (from: ChannelAccount | undefined, userId: string): ChannelAccount => ({ ...from, id: userId });

/** Without an activity an empty message is the container (docs/protocol.md, 6.4). */
function received30(world: World, access: Access, container: Body | undefined, userId: string | undefined): Received {
  const activity: Activity = container ? userActivityOf(container) : { type: 'message' };
  const said = userId ? { ...activity, from: named(activity.from, userId) } : activity;
  return { ...said, from: senderOf(world, said, boundUser(access)) };
}

function received11(world: World, access: Access, container: Body | undefined, userId: string | undefined): Received {
  const message = container && messageOf(container);
  const sender = userId || message?.sender;
  const bound = boundUser(access);
  checkSender(world, sender, bound);
  return { ...(message?.activity ?? { type: 'message' }), from: { ...(bound ?? { id: sender ?? newShortId(world) }) } };
}

/** Files, and the activity that they go with (docs/protocol.md, 6.4 and 6.5). */
export function upload(
  world: World, request: ServiceRequest, version: Version, conversationId: string, userId: string | undefined, nowMs: number,
): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  const { container, files } = uploadOf(request.body);
  const received = (version === '3.0' ? received30 : received11)(world, access, container, userId);
  checkFiles(received, files);
  return userSends(world, conversation, received, request, version, nowMs, (activity) => attach(world, conversation, activity, files, nowMs));
}
