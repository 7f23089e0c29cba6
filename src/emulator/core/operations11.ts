import { start } from './conversations.js';
import { getMessages, postMessage } from './messages11.js';
import { answered, type Operations } from './parts.js';
import { generate11, renew } from './tokens11.js';

/** Direct Line 1.1, but for uploads (docs/protocol.md, 1.2). */
export const operations11: Operations = (world, request, nowMs) => {
  const { call } = request;
  switch (call.op) {
    case 'token 1.1': return answered(request, generate11(world, request, nowMs));
    case 'renew': return answered(request, renew(world, request, call.conversationId, nowMs));
    case 'start 1.1': return start(world, request, '1.1', nowMs);
    case 'get messages': return answered(request, getMessages(world, request, call.conversationId, call.watermark, nowMs));
    case 'post message': return postMessage(world, request, call.conversationId, nowMs);
    default: return undefined;
  }
};
