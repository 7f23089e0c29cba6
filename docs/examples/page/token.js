// Gets a token from the page's own server (docs/examples/token-server). An async generator that yields nothing says that there is no token.
const ask = (conversationId) =>
  fetch('/api/directline/token', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ conversationId }) });

export async function* getToken({ conversationId }) {
  let answer = await ask(conversationId);
  if (conversationId && answer.status === 404) answer = await ask(); // the server does not know this conversation: `onGone: 'restart'` begins another
  if (answer.status === 401) return; // nobody is signed in: the status is `needsToken`
  if (!answer.ok) throw new Error(`the token server answered ${answer.status}`); // the client tries again
  yield await answer.json();
}

// Where the service is: leave it out for Microsoft's.
export const baseUrl = new URLSearchParams(location.search).get('service') ?? undefined;
