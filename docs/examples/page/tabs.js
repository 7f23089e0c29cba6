// One conversation in all tabs of a browser. The service allows it one stream: one tab owns that and tells the others; each posts for itself.
import { baseUrl, getToken } from './token.js';

const { createDirectLine } = RxDirectLine;
const channel = new BroadcastChannel('chat');
const [status, list, form] = ['status', 'rows', 'say'].map((id) => document.getElementById(id));
const shown = new Set();
const recorded = [];
// Which conversation this is, whose, and how far it is shown.
let now = JSON.parse(localStorage.getItem('chat')) ?? {};
let directLine;
let isOwner = false;

const take = (activities, then) => {
  now = then;
  for (const activity of activities) {
    if (activity.type !== 'message' || shown.has(activity.id)) continue; // a set that was cut in the middle comes again
    shown.add(activity.id);
    recorded.push(activity);
    const className = activity.from?.id === now.userId ? 'sent' : 'received';
    list.append(Object.assign(document.createElement('li'), { className, textContent: activity.text }));
  }
};
const tell = (activities) => channel.postMessage({ activities, now });

// A tab that opens asks what there was.
channel.onmessage = ({ data }) => {
  if (data !== 'hello') take(data.activities, data.now);
  else if (isOwner && now.checkpoint) tell(recorded);
};
channel.postMessage('hello');

const connect = (resume) => {
  directLine?.end();
  directLine = createDirectLine({ baseUrl, getToken, ...(resume && { resume, user: now.userId }) });
};
const whole = () => now.checkpoint && { conversationId: now.checkpoint.conversationId };
// The lock is the next tab's when this one closes, or crashes: it goes on after what it was told, or with all if that was nothing.
navigator.locks.request('chat', () => {
  isOwner = true;
  connect(shown.size > 0 ? now.checkpoint : whole());
  directLine.connectionStatus$.subscribe(({ state }) => (status.textContent = `This tab has the stream: ${state}`));
  directLine.session$.subscribe(({ userId = now.userId }) => (now = { ...now, userId }));
  directLine.activity$.subscribe((activity) => {
    take([activity], { ...now, checkpoint: directLine.checkpoint() });
    localStorage.setItem('chat', JSON.stringify(now));
    tell([activity]);
  });
  return new Promise(() => {}); // for as long as the tab lives
});

form.onsubmit = (event) => {
  event.preventDefault();
  if (!directLine) connect(whole()); // to post with: it opens no stream
  directLine.postActivity({ type: 'message', text: form.elements[0].value }).subscribe({ error: (error) => (status.textContent = error.message) });
  form.reset();
};
