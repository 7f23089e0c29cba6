// A token from the page's own server (docs/examples/token-server), as an async generator: one that yields nothing says that there is none.
export async function* getToken({ conversationId }) {
  const answer = await fetch('/api/directline/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ conversationId }),
  });
  if (answer.status === 404) return;
  if (!answer.ok) throw new Error(`the token server answered ${answer.status}`);
  yield await answer.json();
}

// Where the service is: leave it out for Microsoft's.
export const baseUrl = new URLSearchParams(location.search).get('service') ?? undefined;
