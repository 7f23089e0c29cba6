import { getActivities, postActivity } from './activities.js';
import { attachmentInfo, attachmentView, putAttachment } from './attachments.js';
import { deleteActivity, updateActivity } from './botEdits.js';
import { connectorSend } from './connector.js';
import { reconnect, start } from './conversations.js';
import { getFile } from './files.js';
import { conversations, member, members, pagedMembers, removeMember } from './members.js';
import { getMessages, postMessage } from './messages11.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { notSupported, refuse } from './refusal.js';
import { sessionId } from './sessions.js';
import { generate, generate11, refresh, renew } from './tokens.js';
import { upload } from './uploads.js';
import type { World } from './world.js';

/** What is done for each call: its answer, or outputs with the answer among them, now or in a later step. */
export function serve(world: World, request: ServiceRequest, nowMs: number): Output[] {
  const at = (answer: Answer): Output[] => [{ type: 'answer', request: request.id, answer }];
  const { call } = request;
  switch (call.op) {
    case 'generate': return at(generate(world, request, nowMs));
    case 'token 1.1': return at(generate11(world, request, nowMs));
    case 'refresh': return at(refresh(world, request, nowMs));
    case 'renew': return at(renew(world, request, call.conversationId, nowMs));
    case 'start': return start(world, request, '3.0', nowMs);
    case 'start 1.1': return start(world, request, '1.1', nowMs);
    case 'reconnect': return reconnect(world, request, call.conversationId, call.watermark, nowMs);
    case 'get activities': return at(getActivities(world, request, call.conversationId, call.watermark, nowMs));
    case 'post activity': return postActivity(world, request, call.conversationId, nowMs);
    case 'get messages': return at(getMessages(world, request, call.conversationId, call.watermark, nowMs));
    case 'post message': return postMessage(world, request, call.conversationId, nowMs);
    case 'upload': return upload(world, request, call.version, call.conversationId, call.userId, nowMs);
    case 'get file': return at(getFile(world, request.credential, call, nowMs));
    case 'session id': return at(sessionId(world, request, call.origin, nowMs));

    case 'bot sends': return connectorSend(world, request, call.conversationId, call.replyToId, nowMs);
    case 'update activity': return updateActivity(world, request, call.conversationId, call.activityId, nowMs);
    case 'delete activity': return at(deleteActivity(world, call.conversationId, call.activityId));
    case 'conversations': return at(conversations(world, call.continuationToken));
    case 'members': return at(members(world, call.conversationId));
    case 'paged members': return at(pagedMembers(world, call.conversationId, call.pageSize, call.continuationToken));
    case 'member': return at(member(world, call.conversationId, call.memberId));
    case 'remove member': return at(removeMember(world, call.conversationId, call.memberId));
    case 'put attachment': return at(putAttachment(world, request, call.conversationId, nowMs));
    case 'attachment': return at(attachmentInfo(world, call.attachmentId, nowMs));
    case 'attachment view': return at(attachmentView(world, call.attachmentId, call.viewId, nowMs));

    case 'unsupported': throw notSupported();
    case 'unknown': throw refuse(404, 'NotFound', `No such operation: ${request.method} ${request.path}`);
  }
}
