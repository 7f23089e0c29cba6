// The same with React, by the hooks of `rx-directline/react`.
import { useState } from 'react';
import { createDirectLine, transcript } from 'rx-directline';
import { useConnectionStatus, useTranscript } from 'rx-directline/react';
import { banner, failure } from './banner.js';
import { baseUrl, getToken } from './token.js';

// Outside the components: StrictMode and routes mount those again, and the conversation goes on.
const directLine = createDirectLine({ baseUrl, token: getToken, onGone: 'restart' });
const chat = transcript(directLine);

export const Chat = () => {
  const status = useConnectionStatus(directLine);
  const { messages, typing } = useTranscript(chat);
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
