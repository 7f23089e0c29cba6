// The same with React: an observable is a store for `useSyncExternalStore`.
import { useState, useSyncExternalStore } from 'react';
import { createDirectLine, transcript } from 'rx-directline';
import { banner } from './banner.js';
import { storeOf } from './storeOf.ts';
import { baseUrl, getToken } from './token.js';

// Beside the components: StrictMode and routes mount them again, and a conversation goes on.
const directLine = createDirectLine({ baseUrl, getToken, onGone: 'restart' });
const chat = transcript(directLine);
const statusStore = storeOf(directLine.connectionStatus$, { state: 'idle' });
const viewStore = storeOf(chat.view$, { rows: [], typing: [] });
const ignore = { error: () => {} }; // the row says it

export const Chat = () => {
  const status = useSyncExternalStore(...statusStore);
  const { rows, typing } = useSyncExternalStore(...viewStore);
  const [text, setText] = useState('');
  const send = (event) => {
    event.preventDefault();
    chat.post(text).subscribe(ignore);
    setText('');
  };
  return (
    <>
      <p role="status">{banner(status)}</p>
      <main>
        <ol aria-live="polite" data-typing={typing.map(({ id, name }) => name ?? id).join()}>
          {rows.map(({ key, state, activity, retry$ }) => (
            <li key={key} className={state}>
              {activity.text || activity.livestream?.status || '…'}{retry$ && <button type="button" onClick={() => retry$.subscribe(ignore)}>Send again</button>}
            </li>
          ))}
        </ol>
      </main>
      <form onSubmit={send}>
        <input aria-label="Message" placeholder="Write a message" value={text} onChange={({ target }) => setText(target.value)} required /> <button>Send</button>
      </form>
    </>
  );
};
