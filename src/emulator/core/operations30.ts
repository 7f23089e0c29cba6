import { getActivities, postActivity } from './activities.js';
import { reconnect, start } from './conversations.js';
import { answered, type Operations } from './parts.js';
import { generate, refresh } from './tokens.js';

/** Direct Line 3.0, but for uploads and sign-in (docs/protocol.md, 1.1). */
export const operations30: Operations = (world, request, nowMs) => {
  const { call } = request;
  switch (call.op) {
    case 'generate': return answered(request, generate(world, request, nowMs));
    case 'refresh': return answered(request, refresh(world, request, nowMs));
    case 'start': return start(world, request, '3.0', nowMs);
    case 'reconnect': return answered(request, reconnect(world, request, call.conversationId, call.watermark, nowMs));
    case 'get activities': return answered(request, getActivities(world, request, call.conversationId, call.watermark, nowMs));
    case 'post activity': return postActivity(world, request, call.conversationId, nowMs);
    default: return undefined;
  }
};
