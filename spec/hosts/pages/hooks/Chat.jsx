// The chat of docs/react.md.
import { useConnectionStatus, useTranscript } from 'rx-directline/react';
import { chat, directLine } from './client.js';

export const Chat = () => {
  const { messages } = useTranscript(chat);
  const { state } = useConnectionStatus(directLine);
  const send = (event) => (event.preventDefault(), chat.send(event.target.text.value), event.target.reset());
  return (
    <form onSubmit={send}>
      <p role="status">{state}</p>
      <ol>{messages.map(({ key, isOwn, text }) => <li key={key}>{isOwn ? `You: ${text}` : text}</li>)}</ol>
      <input name="text" aria-label="Message" required /> <button>Send</button>
    </form>
  );
};
