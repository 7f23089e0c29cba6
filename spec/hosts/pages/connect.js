// What a page with Web Chat does, however it came by the library: one conversation a browser tab, which outlives a reload.
export const connect = ({ createDirectLine, forWebChat }) => {
  const query = new URLSearchParams(location.search);
  const joined = query.get('conversation');
  let kept = joined ? { conversationId: joined, userId: query.get('user') } : JSON.parse(sessionStorage.getItem('chat') ?? 'null');
  const ask = (body) => fetch('/api/directline/token', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  async function* getToken({ reason, conversationId }) {
    let answer = await ask({ reason, conversationId });
    if (conversationId && answer.status === 404) answer = await ask({ reason });
    if (!answer.ok) throw new Error(`the token server answered ${answer.status}`);
    yield await answer.json();
  }
  const directLine = createDirectLine({ baseUrl: query.get('service'), token: getToken, onGone: 'restart', ...(kept && { resume: { conversationId: kept.conversationId } }) });
  directLine.conversation$.subscribe({
    next: ({ conversationId, userId = kept?.userId }) => {
      sessionStorage.setItem('chat', JSON.stringify((kept = { conversationId, userId })));
      document.documentElement.dataset.conversation = conversationId;
    },
    error: () => {},
    complete: () => sessionStorage.removeItem('chat'),
  });
  directLine.connectionStatus$.subscribe(({ state, transport = '' }) => Object.assign(document.documentElement.dataset, { status: state, transport }));
  return forWebChat(directLine, kept?.userId ? { userId: kept.userId } : {});
};
