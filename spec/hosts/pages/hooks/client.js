// The client and its transcript stand beside the components. A server evaluates this module too.
import { createDirectLine, transcript } from 'rx-directline';

const ask = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
export const directLine = createDirectLine({
  baseUrl: new URLSearchParams(globalThis.location?.search).get('service') ?? undefined,
  token: () => fetch('/api/directline/token', ask).then((answer) => answer.json()),
});
export const chat = transcript(directLine);
