import { getFile } from './files.js';
import { answered, type Operations } from './parts.js';
import { upload } from './uploads.js';

/** Files that users send, of either version (docs/protocol.md, 6.4 and 6.5). */
export const uploadOperations: Operations = (world, request, nowMs) => {
  const { call } = request;
  switch (call.op) {
    case 'upload': return upload(world, request, call.version, call.conversationId, call.userId, nowMs);
    case 'get file': return answered(request, getFile(world, request.credential, call, nowMs));
    default: return undefined;
  }
};
