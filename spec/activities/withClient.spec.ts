import { filter } from 'rxjs';
import { ask } from '../../src/activities/ask.js';
import { isMessage } from '../../src/activities/guards.js';
import { transcript, type TranscriptView } from '../../src/activities/transcript.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type Heard } from '../support/world.js';

const shown = (view: TranscriptView | undefined): string[] => (view?.rows ?? []).map(({ state, activity }) => `${state} ${activity.text}`);
const last = (views: Heard<TranscriptView>): string[] => shown(views.values.at(-1));

describe('a transcript of a client', () => {
  it('does nothing until it is looked at, and nothing once all have left', inWorld(({ client, service, listen, pass, timers }) => {
    const { view$, post } = transcript(client({ secret: SECRET, lingerMs: 0 }));
    post('hi');
    pass(1_000);
    expect([service.requests, timers()]).toEqual([[], 0]);
    const views = listen(view$);
    pass(100);
    views.leave();
    pass(1_000);
    expect([service.openSockets, timers()]).toEqual([0, 0]);
  }));

  it('has the same rows for A, for B a second later, and for C when all had left, though the stream was cut', inWorld(({ client, service, listen, pass }) => {
    const { view$, post } = transcript(client());
    const a = listen(view$);
    pass(100);
    service.says('one');
    listen(post('two'));
    pass(1_000);
    const b = listen(view$);
    service.cut();
    service.says('three');
    pass(60_000);
    [a, b].forEach(each => each.leave());
    service.says('four');
    pass(60_000);
    const c = listen(view$);
    expect([shown(b.values[0]), shown(c.values[0])]).toEqual([['received one', 'sent two'], last(a)]);
    pass(1_000);
    expect([last(a), last(b)]).toEqual([last(a), last(a)]);
    expect(last(c)).toEqual(['received one', 'sent two', 'received three', 'received four']);
  }));

  it('shows a post whose answer was lost as failed, until its echo comes: it is not posted twice', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const { view$, post } = transcript(line);
    const views = listen(view$);
    pass(100);
    service.goSilent();
    service.trouble('post', { lost: 'on the way' });
    const lost = listen(post('lost'));
    pass(100_000);
    expect(last(views)).toEqual(['failed lost']);
    expect(named(lost.errors)).toEqual(['DirectLineNetworkError unknown']);
    const row = views.values.at(-1)?.rows[0];
    if (row?.state === 'failed') listen(row.retry$);
    service.cut();
    pass(60_000);
    expect(last(views)).toEqual(['sent lost']);
    expect(service.history().map(({ text }) => text)).toEqual(['lost']);
  }));

  it('outlives a failure of the stream, which the status tells of, and goes on after reconnect()', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    const { view$ } = transcript(line);
    const views = listen(view$);
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

  it('completes at end(), with what it had, and shows it to whoever comes later', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const { view$, post } = transcript(line);
    const views = listen(view$);
    pass(100);
    service.says('one');
    const sent = listen(post('two'));
    line.end();
    expect([last(views), views.completed, named(sent.errors)]).toEqual([['received one', 'failed two'], true, ['DirectLineEndedError unknown']]);
    const late = listen(view$);
    expect([last(late), late.completed]).toEqual([last(views), true]);
  }));
});

describe('asking a client', () => {
  it('gives the answers of a bot that answers at once, and of one that takes its time', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(service.conversation('an old greeting')) });
    const answers = listen(ask(line, 'how much?').pipe(filter(isMessage)));
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
