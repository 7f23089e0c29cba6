import { damagedText } from '../core/damage.js';
import type { Damage } from '../core/faultPlan.js';

/** No answer for who asked: the connection is cut, in the middle of the answer's body where there is one. */
export class LostAnswer extends Error {
  constructor(readonly begun?: Response) {
    super('A planned fault: the answer is lost');
  }
}

const json = 'application/json; charset=utf-8';
const html = 'text/html; charset=utf-8';
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
      const text = await response.text();
      if (text === '' && damage.kind === 'oversize') return response;
      const headers = new Headers(response.headers);
      headers.set('Content-Type', damage.kind === 'malform' && damage.as === 'html' ? html : json);
      // A 204 has no room for a body.
      return new Response(damagedText(text, damage), { status: response.status === 204 ? 200 : response.status, headers });
    }
  }
}
