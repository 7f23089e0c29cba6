import { Subject, firstValueFrom } from 'rxjs';
import { linkedBot } from '../../../src/emulator/bot/linkedBot.js';
import type { Claims } from '../../../src/emulator/core/claims.js';
import type { Activity } from '../../../src/protocol/types.js';

const ticket: Claims = { bot: 'bot', site: 'local', conv: 'c', nbf: 0, exp: 1, iss: 'i', aud: 'a', jti: 'j', gen: 0, file: '0000000/0' };
const activity: Activity = { type: 'message', attachments: [{ contentType: 'a/b', contentUrl: 'http://x/y' }, { contentType: 'c/d' }] };

function bot() {
  const delivered: unknown[] = [];
  const signed = new Subject<string>();
  const defects: unknown[] = [];
  const linked = linkedBot(
    { deliver: (delivery, { attachments }) => void delivered.push([delivery, attachments?.[0]?.contentUrl]), close: () => void delivered.push('closed') },
    () => firstValueFrom(signed),
    (error) => defects.push(error),
  );
  const deliver = (delivery: string, links = [{ attachment: 0, ticket }]) => linked.deliver(delivery, activity, links);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { deliver, close: () => linked.close(), delivered, signed, defects, turn };
}

describe('a bot that gets links', () => {
  it('gets them once they are signed, and what has none at once', async () => {
    const { deliver, delivered, signed, turn } = bot();
    deliver('d1');
    deliver('d2', []);
    expect(delivered).toEqual([['d2', 'http://x/y']]);
    signed.next('signature');
    await turn();
    expect(delivered).toEqual([['d2', 'http://x/y'], ['d1', 'http://x/y?t=signature']]);
    expect(activity.attachments?.[0]?.contentUrl).toBe('http://x/y');
  });

  it('gets nothing any more after close()', async () => {
    const { deliver, close, delivered, signed, turn } = bot();
    deliver('d1');
    close();
    signed.next('late');
    await turn();
    expect(delivered).toEqual(['closed']);
  });

  it('has a defect told where nothing can be signed', async () => {
    const { deliver, delivered, signed, defects, turn } = bot();
    deliver('d1');
    signed.error(new Error('no key'));
    await turn();
    expect([delivered, defects]).toEqual([[], [new Error('no key')]]);
  });
});
