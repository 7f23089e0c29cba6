// A chat without a framework: a banner, the transcript, a box to write in. The conversation outlives a reload.
import { baseUrl, getToken } from './token.js';
import { banner } from './banner.js';

const { createDirectLine, transcript } = RxDirectLine;
let kept = JSON.parse(sessionStorage.getItem('chat')); // the next token for this conversation does not say who the user is
const directLine = createDirectLine({ baseUrl, getToken, onGone: 'restart', ...(kept && { resume: { conversationId: kept.conversationId }, user: kept.userId }) });
const chat = transcript(directLine);
const [status, list, form] = ['status', 'rows', 'say'].map((id) => document.getElementById(id));

const ignore = () => {}; // the banner and the rows say it
directLine.connectionStatus$.subscribe((now) => (status.textContent = banner(now)));
directLine.session$.subscribe({
  next: ({ conversationId, userId = kept?.userId }) => sessionStorage.setItem('chat', JSON.stringify((kept = { conversationId, userId }))),
  error: ignore,
  complete: () => sessionStorage.removeItem('chat'), // nobody can go on with it
});

// A row keeps its key, so what has not changed stays as it is.
const shown = new Map();
chat.view$.subscribe(({ rows, typing }) => {
  for (const row of rows) {
    const item = shown.get(row.key) ?? list.appendChild(document.createElement('li'));
    shown.set(row.key, item);
    item.className = row.state;
    item.textContent = row.activity.text || row.activity.livestream?.status || '…';
    if (row.state === 'failed') item.append(againButton(row));
  }
  list.dataset.typing = typing.map(({ id, name }) => name ?? id).join();
});

const againButton = ({ retry$ }) => {
  const button = Object.assign(document.createElement('button'), { textContent: 'Send again' });
  button.onclick = () => retry$.subscribe({ error: ignore });
  return button;
};
form.onsubmit = (event) => {
  event.preventDefault();
  chat.post(form.elements[0].value).subscribe({ error: ignore });
  form.reset();
};
