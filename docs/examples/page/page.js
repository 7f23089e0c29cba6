// A chat without a framework: a banner, the transcript, a box to write in. The conversation outlives a reload.
import { baseUrl, getToken } from './token.js';
import { banner, failure } from './banner.js';

const { createDirectLine, transcript } = RxDirectLine;
const kept = JSON.parse(sessionStorage.getItem('chat')); // the next token for this conversation does not say who the user is
const directLine = createDirectLine({ baseUrl, token: getToken, onGone: 'restart', ...(kept && { resume: { conversationId: kept.conversationId }, user: kept.userId }) });
const chat = transcript(directLine);
const [status, list, form] = ['status', 'messages', 'say'].map((id) => document.getElementById(id));

directLine.connectionStatus$.subscribe((now) => (status.textContent = banner(now)));
directLine.conversation$.subscribe({
  next: ({ conversationId, userId }) => sessionStorage.setItem('chat', JSON.stringify({ conversationId, userId })),
  error: () => {}, // the banner shows it
  complete: () => sessionStorage.removeItem('chat'), // nobody can go on with it
});

// A message keeps its key, so each has one item.
const items = new Map();
const render = () => {
  const { messages, typing } = chat.getSnapshot();
  for (const { key, isOwn, status, text, activity, error, retry } of messages) {
    const item = items.get(key) ?? list.appendChild(document.createElement('li'));
    items.set(key, item);
    item.className = isOwn ? `own ${status}` : status;
    item.textContent = text || activity.livestream?.status || '…';
    if (error) item.append(Object.assign(document.createElement('small'), { textContent: failure(error) }));
    if (retry && error.outcome !== 'accepted') item.append(Object.assign(document.createElement('button'), { textContent: 'Send again', onclick: retry }));
  }
  for (const [key, item] of items) if (!messages.some((message) => message.key === key)) item.remove(); // dropped or withdrawn
  list.dataset.typing = typing.map(({ id, name }) => name ?? id).join();
};
chat.subscribe(render);

form.onsubmit = (event) => {
  event.preventDefault();
  chat.send(form.elements[0].value);
  form.reset();
};
