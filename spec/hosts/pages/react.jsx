// Bundled, with React in StrictMode: Web Chat connects, disconnects and connects again, on one connection.
import { StrictMode, useState, version } from 'react';
import { createRoot } from 'react-dom/client';
import ReactWebChat from 'botframework-webchat';
import { createDirectLine } from 'rx-directline';
import { forWebChat } from 'rx-directline/webchat';
import { connect } from './connect.js';

const directLine = connect({ createDirectLine, forWebChat });

const Page = () => {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(!isOpen)}>{isOpen ? 'Close' : 'Open'}</button>
      <div style={{ height: '90vh' }}>{isOpen && <ReactWebChat directLine={directLine} />}</div>
    </>
  );
};

document.title = `Web Chat with React ${version}`;
createRoot(document.getElementById('root')).render(<StrictMode><Page /></StrictMode>);
