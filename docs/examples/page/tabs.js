// One conversation in all tabs of a browser. The service allows it one stream: one tab owns that and tells the others; each posts for itself.
import { baseUrl, getToken } from './token.js';

const { createDirectLine } = RxDirectLine;
const channel = new BroadcastChannel('chat');
const [status, list, form] = ['status', 'messages', 'say'].map((id) => document.getElementById(id));
const shown = new Set();
const recorded = [];
// Which conversation this is, with the owner's token, whose, and how far it is shown.
let now = JSON.parse(localStorage.getItem('chat')) ?? {};
let owned; // the client that has the stream, in the tab that owns it

const take = (activities, then) => {
  now = then;
  if (!owned) status.textContent = '';
  for (const activity of activities) {
    if (activity.type !== 'message' || shown.has(activity.id)) continue; // a set that was cut in the middle comes again
    shown.add(activity.id);
    recorded.push(activity);
    const className = activity.from?.id === now.userId ? 'sent' : 'received';
    list.append(Object.assign(document.createElement('li'), { className, textContent: activity.text }));
  }
};
const tell = (activities, then) => {
  take(activities, then);
  channel.postMessage({ activities, now });
  if (!now.checkpoint) return localStorage.removeItem('chat');
  localStorage.setItem('chat', JSON.stringify(now, (name, value) => (name === 'token' ? undefined : value))); // a token is told, not kept
};

// A tab that opens asks what there was.
channel.onmessage = ({ data }) => {
  if (data !== 'hello') take(data.activities, data.now);
  else if (owned && now.checkpoint) channel.postMessage({ activities: recorded, now });
};
channel.postMessage('hello');

const client = (options) => createDirectLine({ baseUrl, token: getToken, user: now.userId, ...options });
const own = () =>
  new Promise((over) => {
    const resume = now.checkpoint && { ...now.checkpoint, ...(shown.size === 0 && { watermark: undefined }) }; // all, if it was told nothing
    owned = client({ resume, onGone: 'restart' });
    const here = ({ userId = now.userId }) => ({ checkpoint: owned.checkpoint({ withToken: true }), userId });
    owned.connectionStatus$.subscribe(({ state }) => (status.textContent = `This tab has the stream: ${state}`));
    owned.conversation$.subscribe({ next: (conversation) => tell([], here(conversation)), error: () => {} });
    owned.activity$.subscribe({
      next: (activity) => tell([activity], here(now)),
      error: ({ message }) => over(`This did not work: ${message}.`),
      complete: () => {
        tell([], {}); // nobody can go on with it
        over('The conversation is over.');
      },
    });
  });
// The lock is the next tab's when this one closes, or crashes, or its client is over: it goes on after what it was told.
navigator.locks.request('chat', own).then((why) => {
  owned.end();
  owned = undefined;
  status.textContent = `${why} Another tab goes on, or this page when you load it again.`;
});

form.onsubmit = (event) => {
  event.preventDefault();
  if (!owned && !now.checkpoint) return (status.textContent = 'There is no conversation yet.');
  const poster = owned ?? client({ resume: now.checkpoint }); // to post with: it opens no stream
  poster.postActivity({ type: 'message', text: form.elements[0].value }).subscribe({ error: (error) => (status.textContent = error.message) });
  form.reset();
};
