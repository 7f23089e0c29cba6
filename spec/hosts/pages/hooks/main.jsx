// Renders the chat, or hydrates what a server has rendered; with `?early` only after the greeting has arrived.
import { version } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { filter, of, take } from 'rxjs';
import { chat, directLine } from './client.js';
import { Page } from './Page.jsx';

const root = document.getElementById('root');
const isEarly = new URLSearchParams(location.search).has('early');
document.documentElement.dataset.react = version;
directLine.connectionStatus$.subscribe(({ state }) => (document.documentElement.dataset.status = state));

const greeted$ = chat.state$.pipe(filter(({ messages }) => messages.length > 0), take(1));
(isEarly ? greeted$ : of(undefined)).subscribe(() => {
  if (root.firstElementChild) hydrateRoot(root, <Page />);
  else createRoot(root).render(<Page />);
});
