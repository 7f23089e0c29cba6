import { damagedText } from '../core/damage.js';
import type { Damage } from '../core/faultPlan.js';

/** No answer for who asked: the connection is cut, in the middle of the answer's body where there is one. */
export class LostAnswer extends Error {
  constructor(readonly begun?: Response) {
    super('A planned fault: the answer is lost');
  }
}

const never = new Promise<never>(() => {});

/** An answer as it arrives, which may be never; errors with `LostAnswer` where it is the connection's part to tell. */
export async function spoilt(response: Response, damage: Damage): Promise<Response> {
  switch (damage.kind) {
    case 'cut':
      throw new LostAnswer(response);
    case 'loseAnswer':
      if (damage.how === 'silence') return never;
      throw new LostAnswer();
    default: {
      const { status, headers } = response;
      const text = damagedText(await response.text(), damage);
      const spoiltHeaders = new Headers(headers);
      if (damage.kind === 'malform' && damage.as === 'html') spoiltHeaders.set('Content-Type', 'text/html; charset=utf-8');
      return new Response(text, { status, headers: spoiltHeaders });
    }
  }
}
