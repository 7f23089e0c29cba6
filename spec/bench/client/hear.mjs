/** The number of an activity in its conversation, from 1. */
export const numberOf = (/** @type {import('./main.mjs').Activity} */ { id }) => Number(id?.slice(-7));

/**
 * Connects, receives `count` activities, and ends the conversation. Resolves with how many of them were out of order.
 * @param {import('./main.mjs').Connect} connect
 * @param {import('./main.mjs').Options & { readonly count: number }} options
 * @param {(heard: number, activity: import('./main.mjs').Activity) => void} each
 * @returns {Promise<number>}
 */
export const hear = (connect, { count, ...options }, each) =>
  new Promise((resolve) => {
    let heard = 0;
    let last = 0;
    let outOfOrder = 0;
    const { end } = connect(options, (activity) => {
      const number = numberOf(activity);
      if (number !== last + 1) outOfOrder += 1;
      last = number;
      heard += 1;
      each(heard, activity);
      if (heard !== count) return;
      end();
      resolve(outOfOrder);
    });
  });
