import { ask } from '../../src/activities/ask.js';
import { transcript } from '../../src/activities/transcript.js';
import { directLine1 } from '../../src/protocol/v1.js';
import type { Activity } from '../../src/protocol/types.js';
import { SECRET } from '../support/service.js';
import { inWorld, named } from '../support/world.js';

/** As who writes no TypeScript gives it. */
const untyped = (activity: unknown): Activity => JSON.parse(JSON.stringify(activity));
const withAttachments = (attachments: unknown): Activity => untyped({ type: 'message', attachments });

const circular: Record<string, unknown> = {};
circular['self'] = circular;

describe('a post that is none', () => {
  it.each<[string, Activity, string]>([
    ['null', untyped(null), 'postActivity: got null, wanted an activity'],
    ['a text', untyped('hi'), 'postActivity: got string, wanted an activity'],
    ['an array', untyped([]), 'postActivity: got an array, wanted an activity'],
    ['attachments that are no array', withAttachments({}), 'postActivity, attachments: got object, wanted an array'],
    ['an attachment that is null', withAttachments([{ contentType: 'a/b' }, null]), 'postActivity, attachments[1]: got null, wanted an attachment'],
    ['a name that is no text', withAttachments([{ contentType: 'a/b', name: 5 }]), 'postActivity, attachments[0].name: got number, wanted a text'],
    ['a content type that is none', withAttachments([{ contentType: 7, contentUrl: 'data:,a' }]), 'postActivity, attachments[0].contentType: got number, wanted a text'],
    ['a URL that is none', withAttachments([{ contentType: 'a/b', contentUrl: {} }]), 'postActivity, attachments[0].contentUrl: got object, wanted a text'],
  ])('but %s is rejected by an error that names it, and nothing is asked of the service', (_, activity, message) =>
    inWorld(world => {
      const post = world.listen(world.client().postActivity(activity));
      expect([named(post.errors), post.errors]).toEqual([['DirectLineProtocolError rejected'], [expect.objectContaining({ message })]]);
      expect([world.service.requests, world.timers()]).toEqual([[], 0]);
      if (!message.startsWith('postActivity, ')) return;
      const answers = world.listen(ask(world.client(), activity));
      world.pass(1);
      expect(answers.errors).toEqual([expect.objectContaining({ message, outcome: 'rejected' })]);
    })());

  it.each<[string, unknown]>([['a BigInt', 1n], ['a circle', circular]])('since it holds %s is rejected, with what JSON says of it, and not sent', (_, value) =>
    inWorld(world => {
      for (const options of [{}, { protocol: directLine1 }]) {
        const post = world.listen(world.client({ secret: SECRET, ...options }).postActivity({ type: 'message', channelData: { value } }));
        world.pass(60_000);
        expect([named(post.errors), post.errors]).toEqual([
          ['DirectLineProtocolError rejected'], [expect.objectContaining({ message: expect.stringMatching(/^the activity is no JSON: .*(BigInt|circular)/), cause: expect.any(TypeError) })],
        ]);
      }
      expect(world.service.opCount('post')).toBe(0);
    })());

  it.each([{ type: 'message', attachments: null }, { type: 'message', attachments: [{ contentType: null, contentUrl: null, name: null }] }])('is not %j, whose fields are but empty', activity =>
    inWorld(world => {
      const post = world.listen(world.client().postActivity(untyped(activity)));
      world.pass(1_000);
      expect([post.errors, post.values.length]).toEqual([[], 1]);
    })());

  it.each<[unknown, string]>([[null, 'null'], [undefined, 'undefined'], [7, 'number'], [[], 'an array']])('but %j is rejected by ask() and by a transcript as well, each by its name, and shows no message', (message, got) =>
    inWorld(world => {
      const line = world.client();
      const { state$, send } = transcript(line);
      const views = world.listen(state$);
      const outcomes = [Reflect.apply(ask, undefined, [line, message]), Reflect.apply(send, undefined, [message])].map(each => world.listen(each));
      expect(outcomes.map(({ errors }) => named(errors))).toEqual([['DirectLineProtocolError rejected'], ['DirectLineProtocolError rejected']]);
      expect(outcomes.flatMap(({ errors }) => errors)).toEqual(['ask', 'send'].map(by => expect.objectContaining({ message: `${by}: got ${got}, wanted a text or an activity` })));
      world.pass(60_000);
      expect([views.values.at(-1)?.messages, world.service.opCount('post')]).toEqual([[], 0]);
    })());

  it('is a failed message of a transcript, with its error', inWorld(world => {
    const { state$, send } = transcript(world.client());
    const views = world.listen(state$);
    world.pass(100);
    const posted = world.listen(send(withAttachments([null])));
    const row = views.values.at(-1)?.messages[0];
    expect([named(posted.errors), row?.status]).toEqual([['DirectLineProtocolError rejected'], 'failed']);
  }));
});
