import { answerIn, answersIn, deliveriesIn, framesIn, only, service } from '../support/service.js';

const added = (outputs: Parameters<typeof deliveriesIn>[0]) =>
  deliveriesIn(outputs).map(({ activity: { type, membersAdded } }) => [type, membersAdded]);

describe('conversationUpdate', () => {
  it('tells of bot and user at once when the user is known', () => {
    const { outputsOf } = service();
    const delivered = only(deliveriesIn(outputsOf({ op: 'start' }, { user: { id: 'ann', name: 'Ann' }, locale: 'de-DE' })));
    expect(delivered.activity).toMatchObject({
      type: 'conversationUpdate', from: { id: 'ann' }, membersAdded: [{ id: 'bot' }, { id: 'ann', name: 'Ann' }], locale: 'de-DE',
    });
    expect(delivered.activity.id).not.toContain('|');
  });

  it('tells of the user just before the first activity when not', () => {
    const { outputsOf, botAnswers, say } = service();
    const started = outputsOf({ op: 'start' });
    const { activity } = only(deliveriesIn(started));
    expect(activity).toMatchObject({ from: activity.conversation, membersAdded: [{ id: 'bot' }] });
    botAnswers('d1');
    const said = say(activity.conversation?.id ?? '', 'hi');
    expect(added(said)).toEqual([['conversationUpdate', [{ id: 'ann' }]]]);
    expect(added(botAnswers('d2'))).toEqual([['message', undefined]]);
  });

  it('is never sent to clients', () => {
    const { start, open, say } = service();
    const { conversationId, stream } = start({});
    open('s1', conversationId, stream.ticket, '-');
    expect(framesIn(say(conversationId, 'hi')).flatMap(({ activities }) => activities.map(({ type }) => type))).toEqual(['message']);
  });

  it('that the bot refuses costs the client nothing', () => {
    const { start, botAnswers, say } = service();
    const { conversationId } = start();
    say(conversationId, 'hi');
    expect(added(botAnswers('d1', { status: 500 }))).toEqual([['message', undefined]]);
    expect(answerIn(botAnswers('d2')).status).toBe(200);
  });
});

describe('an activity', () => {
  it('does not overtake the introduction, but waits 2 s for it at most', () => {
    const { start, say, wait } = service();
    const { conversationId } = start();
    expect(deliveriesIn(say(conversationId, 'hi'))).toEqual([]);
    expect(deliveriesIn(wait(1_999))).toEqual([]);
    expect(added(wait(1))).toEqual([['message', undefined]]);
  });

  it('has its 504 after 15 s whatever it waited for', () => {
    const { start, say, wait } = service();
    const { conversationId } = start();
    say(conversationId, 'hi');
    wait(2_000);
    expect(answersIn(wait(12_999))).toEqual([]);
    expect(answerIn(wait(1)).status).toBe(504);
  });
});
