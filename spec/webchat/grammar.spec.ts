import { DirectLine, forWebChat } from '../../src/webchat/index.js';
import { inWorld } from '../support/world.js';

describe('the speech grammar of the bot', () => {
  it('is there when Web Chat looks: from the first `Online` on, after losses and new tokens too', inWorld(({ client, service, listen, pass }) => {
    service.grammar = 'a-grammar';
    const line = client();
    const face = forWebChat(line);
    const seen: unknown[] = [];
    const looking = face.connectionStatus$.subscribe(status => seen.push([status, face.referenceGrammarId]));
    const conversations = listen(line.conversation$);
    listen(face.activity$);
    pass(6_000);
    service.cut();
    pass(3_600_000);
    looking.unsubscribe();
    expect(seen).toEqual([[0, undefined], [1, undefined], [2, 'a-grammar'], [1, 'a-grammar'], [2, 'a-grammar']]);
    expect(conversations.values.map(({ referenceGrammarId }) => referenceGrammarId)).toEqual(['a-grammar']);
  }));

  it('is none where the service tells of none, and before it was asked', inWorld(({ client, listen, pass }) => {
    const face = forWebChat(client());
    listen(face.activity$);
    pass(100);
    expect([face.referenceGrammarId, new DirectLine({ token: 't' }).referenceGrammarId]).toEqual([undefined, undefined]);
  }));
});
