import { attachmentInfo, attachmentView, putAttachment } from './attachments.js';
import { deleteActivity, updateActivity } from './botEdits.js';
import { connectorSend } from './connector.js';
import { conversations, member, members, pagedMembers, removeMember } from './members.js';
import { answered, type Operations } from './parts.js';
import { notSupported } from './refusal.js';

/** The bot's side (docs/protocol.md, 18.3). */
export const connectorOperations: Operations = (world, request, nowMs) => {
  const { call } = request;
  switch (call.op) {
    case 'bot sends': return connectorSend(world, request, call.conversationId, call.replyToId, nowMs);
    case 'update activity': return updateActivity(world, request, call.conversationId, call.activityId, nowMs);
    case 'delete activity': return answered(request, deleteActivity(world, call.conversationId, call.activityId));
    case 'conversations': return answered(request, conversations(world, call.continuationToken));
    case 'members': return answered(request, members(world, call.conversationId));
    case 'paged members': return answered(request, pagedMembers(world, call.conversationId, call.pageSize, call.continuationToken));
    case 'member': return answered(request, member(world, call.conversationId, call.memberId));
    case 'remove member': return answered(request, removeMember(world, call.conversationId, call.memberId));
    case 'put attachment': return answered(request, putAttachment(world, request, call.conversationId, nowMs));
    case 'attachment': return answered(request, attachmentInfo(world, call.attachmentId, nowMs));
    case 'attachment view': return answered(request, attachmentView(world, call.attachmentId, call.viewId, nowMs));
    case 'unsupported': throw notSupported();
    default: return undefined;
  }
};
