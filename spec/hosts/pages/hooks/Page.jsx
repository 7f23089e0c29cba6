import { StrictMode, useState } from 'react';
import { useObservable } from 'rx-directline/react';
import { Chat } from './Chat.jsx';
import { directLine } from './client.js';

const Conversation = () => <p id="conversation">{useObservable(directLine.conversation$, undefined)?.conversationId}</p>;

const ChatOrNot = () => {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(!isOpen)}>{isOpen ? 'Close' : 'Open'}</button>
      {isOpen && <Chat />}
      {isOpen && <Conversation />}
    </>
  );
};

export const Page = () => <StrictMode><ChatOrNot /></StrictMode>;
