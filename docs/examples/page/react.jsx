// The same with React: the transcript is a store for `useSyncExternalStore`, and an observable becomes one.
import { useState, useSyncExternalStore } from 'react';
import { createDirectLine, transcript } from 'rx-directline';
import { banner, failure } from './banner.js';
import { storeOf } from './storeOf.ts';
import { baseUrl, getToken } from './token.js';

// Beside the components: StrictMode and routes mount them again, and a conversation goes on.
const directLine = createDirectLine({ baseUrl, token: getToken, onGone: 'restart' });
const chat = transcript(directLine);
const statusStore = storeOf(directLine.connectionStatus$, { state: 'idle' });

export const Chat = () => {
  const status = useSyncExternalStore(...statusStore);
  const { messages, typing } = useSyncExternalStore(chat.subscribe, chat.getSnapshot);
  const [text, setText] = useState('');
  const send = (event) => {
    event.preventDefault();
    chat.send(text);
    setText('');
  };
  return (
    <>
      <header>
        <h1>Chat</h1>
        <p role="status">{banner(status)}</p>
      </header>
      <main tabIndex={0} aria-label="Conversation">
        <div role="log" aria-label="Messages">
          <ol data-typing={typing.map(({ id, name }) => name ?? id).join()}>
            {messages.map(({ key, isOwn, status, text, activity, error, retry }) => (
              <li key={key} className={isOwn ? `own ${status}` : status}>
                {text || activity.livestream?.status || '…'}
                {error && <small>{failure(error)}</small>}
                {retry && error.outcome !== 'accepted' && <button type="button" onClick={retry}>Send again</button>}
              </li>
            ))}
          </ol>
        </div>
      </main>
      <form aria-label="Say something" onSubmit={send}>
        <input aria-label="Message" placeholder="Write a message" value={text} onChange={({ target }) => setText(target.value)} required /> <button>Send</button>
      </form>
    </>
  );
};
