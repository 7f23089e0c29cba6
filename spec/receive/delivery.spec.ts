import { deliveriesOf } from '../../src/receive/delivery.js';
import { Store } from '../../src/session/store.js';

const set = { activities: [{ type: 'message', id: 'c1|1' }], watermark: '7' };
const known = (conversationId: string) => ({ conversationId, started: 'new' as const });

describe('the deliveries of a set', () => {
  it('move the watermark when the set has been delivered', () => {
    const store = new Store();
    store.begin(known('c1'));
    const [activity, end] = deliveriesOf(set, store);
    expect([activity?.commit(), store.watermark]).toEqual([true, undefined]);
    expect([end?.commit(), store.watermark]).toEqual([true, '7']);
  });

  it('that were held while another conversation began move nothing of that one', () => {
    const store = new Store();
    store.begin(known('c1'));
    const held = deliveriesOf(set, store);
    store.forget({ keepGrant: false });
    store.begin(known('c2'));
    held.forEach(delivery => delivery.commit());
    expect([store.watermark, store.delivered.size]).toEqual([undefined, 0]);
  });
});
