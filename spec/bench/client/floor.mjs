// What any client has to do: `node:http`, a raw `ws`, JSON.parse and a callback.
import { request } from 'node:http';
import { WebSocket } from 'ws';

/** @type {import('./main.mjs').Listen} */
export const listen = (domain, secret, callback) => {
  /** @type {WebSocket | undefined} */
  let socket;
  let watermark = '';
  let over = false;
  const open = (/** @type {string} */ streamUrl, /** @type {string} */ id) => {
    if (over) return;
    socket = new WebSocket(streamUrl);
    socket.on('message', text => {
      const set = JSON.parse(text.toString());
      for (const activity of set.activities) callback(activity);
      watermark = set.watermark;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => over || ask('GET', `${domain}/conversations/${id}?watermark=${watermark}`));
  };
  const ask = (/** @type {string} */ method, /** @type {string} */ url) =>
    request(url, { method, headers: { Authorization: `Bearer ${secret}` } }, async answer => {
      answer.setEncoding('utf8');
      const { streamUrl, conversationId } = JSON.parse((await answer.toArray()).join(''));
      open(streamUrl, conversationId);
    }).end();
  ask('POST', `${domain}/conversations`);
  return () => {
    over = true;
    socket?.terminate();
  };
};
