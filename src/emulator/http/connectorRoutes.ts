import { conversationId, parameter, type Route, type Routed } from './route.js';

/** A file of 4 MB in base64, twice: with its thumbnail. */
const attachmentLimitBytes = 12 * 1024 * 1024;

const activityId = (c: Routed): string => parameter(c, 'activity');
const memberId = (c: Routed): string => parameter(c, 'member');
const continuationToken = (c: Routed): string | undefined => c.req.query('continuationToken');

/** The bot's side (docs/protocol.md, 18.3). */
export function connectorRoutes(route: Route): void {
  route('GET', '/v3/conversations', (c) => ({ op: 'conversations', continuationToken: continuationToken(c) }));
  route('POST', '/v3/conversations', () => ({ op: 'unsupported' }));

  const conversation = '/v3/conversations/:conversation';
  route('POST', `${conversation}/activities/history`, () => ({ op: 'unsupported' }));
  route('POST', `${conversation}/activities`, (c) => ({ op: 'bot sends', conversationId: conversationId(c), replyToId: undefined }));
  const activity = `${conversation}/activities/:activity`;
  route('POST', activity, (c) => ({ op: 'bot sends', conversationId: conversationId(c), replyToId: activityId(c) }));
  route('PUT', activity, (c) => ({ op: 'update activity', conversationId: conversationId(c), activityId: activityId(c) }));
  route('DELETE', activity, (c) => ({ op: 'delete activity', conversationId: conversationId(c), activityId: activityId(c) }));
  route('GET', `${activity}/members`, (c) => ({ op: 'members', conversationId: conversationId(c) }));

  route('GET', `${conversation}/members`, (c) => ({ op: 'members', conversationId: conversationId(c) }));
  route('GET', `${conversation}/pagedmembers`, (c) => ({
    op: 'paged members', conversationId: conversationId(c), pageSize: c.req.query('pageSize'), continuationToken: continuationToken(c),
  }));
  route('GET', `${conversation}/members/:member`, (c) => ({ op: 'member', conversationId: conversationId(c), memberId: memberId(c) }));
  route('DELETE', `${conversation}/members/:member`, (c) => ({ op: 'remove member', conversationId: conversationId(c), memberId: memberId(c) }));

  route('POST', `${conversation}/attachments`, (c) => ({ op: 'put attachment', conversationId: conversationId(c) }), { limitBytes: attachmentLimitBytes });
  route('GET', '/v3/attachments/:attachment', (c) => ({ op: 'attachment', attachmentId: parameter(c, 'attachment') }));
  route('GET', '/v3/attachments/:attachment/views/:view', (c) => ({
    op: 'attachment view', attachmentId: parameter(c, 'attachment'), viewId: parameter(c, 'view'),
  }));
}
