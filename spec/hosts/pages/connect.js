// What a page with Web Chat does, however it came by the library: one conversation a browser tab, which outlives a reload.
export const connect = ({ createDirectLine, forWebChat }) => {
  const query = new URLSearchParams(location.search);
  const joined = query.get('conversation');
  const kept = joined ? { conversationId: joined, userId: query.get('user') } : JSON.parse(sessionStorage.getItem('chat') ?? 'null');
  const getToken = async ({ reason, conversationId }) => {
    const answer = await fetch('/api/directline/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ reason, conversationId }),
    });
    return answer.json();
  };
  const directLine = createDirectLine({ baseUrl: query.get('service'), getToken, ...(kept && { resume: { conversationId: kept.conversationId } }) });
  directLine.session$.subscribe(({ conversationId, userId = kept?.userId }) => {
    sessionStorage.setItem('chat', JSON.stringify({ conversationId, userId }));
    document.documentElement.dataset.conversation = conversationId;
  });
  directLine.connectionStatus$.subscribe((status) => (document.documentElement.dataset.status = status.state));
  return forWebChat(directLine, kept?.userId ? { userId: kept.userId } : {});
};
