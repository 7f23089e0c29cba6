// The module of docs/recipes.md, with the service of this page.
import { createDirectLine, transcript } from 'rx-directline';

const ask = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
export const directLine = createDirectLine({
  baseUrl: new URLSearchParams(location.search).get('service') ?? '',
  token: () => fetch('/api/directline/token', ask).then((answer) => answer.json()),
});
export const chat = transcript(directLine);
directLine.connectionStatus$.subscribe(({ state }) => (document.documentElement.dataset['status'] = state));
