import { nowMs } from '../clock.mjs';
import { numberOf } from './hear.mjs';

/**
 * Posts a second with `inFlight` of them at a time: from the first post until all `count` have their id and all echoes have come.
 * @param {import('./main.mjs').Load} load
 * @param {import('./measures.mjs').Job} job
 * @returns {Promise<import('./measures.mjs').Measured>}
 */
export const measurePosts = async (load, { count, inFlight = 1, ...options }) => {
  const connect = await load();
  return new Promise((resolve) => {
    let startMs = 0;
    let posted = 0;
    let answered = 0;
    let heard = 0;
    let outOfOrder = 0;
    const post = () => {
      posted += 1;
      conversation.post({ type: 'message', from: { id: 'user' }, text: `post ${posted}` }, (id) => {
        if (!id.includes('|')) throw new Error(`a post was answered with ${id}`);
        answered += 1;
        if (posted < count) post();
        finish();
      });
    };
    const finish = () => {
      if (answered !== count || heard !== count + 1) return;
      const endMs = nowMs();
      conversation.end();
      resolve({ values: { posts: [(count / (endMs - startMs)) * 1_000] }, activities: heard, outOfOrder });
    };
    const conversation = connect(options, (activity) => {
      heard += 1;
      if (numberOf(activity) !== heard) outOfOrder += 1;
      // The first activity is no echo: the service writes it when the stream opens.
      if (heard > 1) return finish();
      startMs = nowMs();
      while (posted < Math.min(inFlight, count)) post();
    });
  });
};
