// The least that any client has to do: `node:http`, a raw `ws`, JSON.parse and a callback.
import { request } from 'node:http';
import { WebSocket } from 'ws';

/** @type {import('./main.mjs').Connect} */
export const connect = ({ domain, secret, conversationId }, callback) => {
  /** @type {WebSocket | undefined} */
  let socket;
  let id = conversationId ?? '';
  let watermark = '';
  let ended = false;
  const deliver = (/** @type {string} */ text) => {
    const set = JSON.parse(text);
    for (const activity of set.activities) callback(activity);
    watermark = set.watermark;
  };
  const open = (/** @type {string} */ text) => {
    if (ended) return;
    const { streamUrl, ...conversation } = JSON.parse(text);
    id = conversation.conversationId;
    socket = new WebSocket(streamUrl);
    socket.on('message', (data) => deliver(data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => ended || reconnect());
  };
  const reconnect = () => send('GET', `${domain}/conversations/${id}?watermark=${watermark}`, undefined, open);
  const send = (
    /** @type {string} */ method,
    /** @type {string} */ url,
    /** @type {object | undefined} */ body,
    /** @type {(text: string) => void} */ done,
  ) =>
    request(url, { method, headers: { Authorization: `Bearer ${secret}`, ...(body && JSON_HEADERS) } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => done(text));
    }).end(body && JSON.stringify(body));
  if (!conversationId) send('POST', `${domain}/conversations`, undefined, open);
  else {
    // The stream begins now, so the history is requested while the socket opens.
    send('GET', `${domain}/conversations/${id}`, undefined, (text) => {
      open(text);
      send('GET', `${domain}/conversations/${id}/activities`, undefined, deliver);
    });
  }
  return {
    post: (activity, done) => void send('POST', `${domain}/conversations/${id}/activities`, activity, (text) => done(JSON.parse(text).id)),
    end: () => {
      ended = true;
      socket?.terminate();
    },
  };
};

const JSON_HEADERS = { 'Content-Type': 'application/json' };
