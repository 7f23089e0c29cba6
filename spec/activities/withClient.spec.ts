import { ask } from '../../src/activities/ask.js';
import { transcript } from '../../src/activities/transcript.js';
import type { TranscriptState } from '../../src/activities/transcriptState.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type Heard } from '../support/world.js';

const shown = (state: TranscriptState | undefined): string[] => (state?.messages ?? []).map(({ status, text }) => `${status} ${text}`);
const last = (views: Heard<TranscriptState>): string[] => shown(views.values.at(-1));

describe('transcript of a client', () => {
  it('does nothing until it has a subscriber, and nothing after the last has left', inWorld(({ client, service, listen, pass, timers }) => {
    const { state$, getSnapshot } = transcript(client({ secret: SECRET, lingerMs: 0 }));
    getSnapshot();
    pass(1_000);
    expect([service.requests, timers()]).toEqual([[], 0]);
    const views = listen(state$);
    pass(100);
    views.leave();
    pass(1_000);
    expect([service.openSockets, timers()]).toEqual([0, 0]);
  }));

  it('has the same messages for A, for B a second later, and for C after both have left, though the stream was cut', inWorld(({ client, service, listen, pass }) => {
    const { state$, send } = transcript(client());
    const a = listen(state$);
    pass(100);
    service.says('one');
    listen(send('two'));
    pass(1_000);
    const b = listen(state$);
    service.cut();
    service.says('three');
    pass(60_000);
    [a, b].forEach(each => each.leave());
    service.says('four');
    pass(60_000);
    const c = listen(state$);
    expect([shown(b.values[0]), shown(c.values[0])]).toEqual([['received one', 'sent two'], last(a)]);
    pass(1_000);
    expect([last(a), last(b)]).toEqual([last(a), last(a)]);
    expect(last(c)).toEqual(['received one', 'sent two', 'received three', 'received four']);
  }));

  it('shows a message whose post got no answer as failed, and as sent after retry(): the service has it once', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const { state$, send } = transcript(line);
    const views = listen(state$);
    pass(100);
    service.goSilent();
    service.trouble('post', { lost: 'on the way' });
    const lost = listen(send('lost'));
    pass(100_000);
    expect(last(views)).toEqual(['failed lost']);
    expect(named(lost.errors)).toEqual(['DirectLineNetworkError unknown']);
    const row = views.values.at(-1)?.messages[0];
    if (row?.status === 'failed') listen(row.retry());
    service.cut();
    pass(60_000);
    expect(last(views)).toEqual(['sent lost']);
    expect(service.history().map(({ text }) => text)).toEqual(['lost']);
  }));

  it('survives a failure of the stream, which the status reports, and continues after reconnect()', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    const { state$ } = transcript(line);
    const views = listen(state$);
    pass(100);
    service.says('before');
    service.pushText('nonsense');
    service.says('meanwhile');
    pass(60_000);
    expect([line.story().at(-1), last(views), timers()]).toEqual(['failed @100', ['received before'], 0]);
    line.reconnect();
    pass(60_000);
    expect([last(views), views.errors, views.completed]).toEqual([['received before', 'received meanwhile'], [], false]);
  }));

  it('completes at end() with its last state, which later subscribers get', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const { state$, send } = transcript(line);
    const views = listen(state$);
    pass(100);
    service.says('one');
    const sent = listen(send('two'));
    line.end();
    expect([last(views), views.completed, named(sent.errors)]).toEqual([['received one', 'failed two'], true, ['DirectLineEndedError unknown']]);
    const late = listen(state$);
    expect([last(late), late.completed]).toEqual([last(views), true]);
  }));
});

describe('ask of a client', () => {
  it('emits the answers of a bot that answers at once, and of one that takes its time', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(service.conversation('an old greeting')) });
    const answers = listen(ask(line, 'how much?'));
    pass(1_000);
    const id = service.history().at(-1)?.id;
    if (id === undefined) throw new Error('nothing was posted');
    pass(9_000);
    service.record({ type: 'typing', replyToId: id });
    service.record({ type: 'message', text: '7', replyToId: id, from: { id: 'bot' } });
    service.says('anything else?');
    pass(900);
    expect([texts(answers), answers.completed]).toEqual([['7', 'anything else?'], false]);
    pass(200);
    expect([answers.completed, service.openSockets]).toEqual([true, 1]);
  }));

  it('errors as the post does when the client has ended', inWorld(({ client, listen }) => {
    const line = client();
    line.end();
    expect(named(listen(ask(line, 'hello?')).errors)).toEqual(['DirectLineEndedError rejected']);
  }));
});
