import { answerIn, answersIn, deliveriesIn, framesIn, json, only, streaming, textsIn, typesOf } from '../support/service.js';

/** A conversation with a stream, in which the bot has been told of its start. */
function talk(changes: Parameters<typeof streaming>[0] = {}) {
  const it = streaming(changes);
  return { ...it, id: (serial: number) => `${it.conversationId}|${String(serial).padStart(7, '0')}` };
}

describe('a bot that does not answer', () => {
  it('costs the client a 504 after 15 s and not before', () => {
    const { say, wait, conversationId, dueAt } = talk();
    say(conversationId, 'anyone?');
    expect(dueAt()).toBe(15_000);
    expect(wait(14_999)).toEqual([]);
    const answer = answerIn(wait(1));
    expect(answer.status).toBe(504);
    expect(json(answer)).toEqual({ error: { code: 'BotError', message: 'Failed to send activity: bot timed out' } });
    expect(dueAt()).toBe(Infinity);
  });

  it('can still speak later, and its late answer goes nowhere', () => {
    const { say, wait, botSays, botAnswers, conversationId } = talk();
    say(conversationId, 'anyone?');
    wait(15_000);
    expect(textsIn(botSays(conversationId, { type: 'message', text: 'sorry, I slept' }))).toEqual(['sorry, I slept']);
    expect(botAnswers('d2')).toEqual([]);
  });

  it('leaves the user\'s activity in history', () => {
    const { say, wait, history, conversationId } = talk();
    say(conversationId, 'anyone?');
    wait(15_000);
    expect(history(conversationId)).toMatchObject({ activities: [{ text: 'anyone?' }], watermark: '0' });
  });
});

describe('a bot that fails', () => {
  it.each([
    [{ status: 500 }, /the bot answered 500/],
    [{ status: 401 }, /answered 401\. Look at its app id/],
    [{ status: 403 }, /answered 403\. Look at its app id/],
    [{ status: 302 }, /the bot answered 302/],
    [{ failed: 'no answer from the bot (ECONNREFUSED)' }, /ECONNREFUSED/],
  ])('by %j is a 502 that says so', (how, message) => {
    const { say, botAnswers, conversationId } = talk();
    say(conversationId, 'hi');
    const answer = answerIn(botAnswers('d2', how));
    expect(answer.status).toBe(502);
    expect(json(answer)).toEqual({ error: { code: 'BotRejectedActivity', message: expect.stringMatching(message) } });
  });

  it('does not take the conversation with it', () => {
    const { say, botAnswers, conversationId, id } = talk();
    say(conversationId, 'one');
    botAnswers('d2', { status: 500 });
    say(conversationId, 'two');
    expect(json(answerIn(botAnswers('d3')))).toEqual({ id: id(1) });
  });
});

describe('an answer', () => {
  it('to a POST comes when the bot has answered, with the id that the bot and the echo have', () => {
    const { say, botAnswers, conversationId, id } = talk();
    const said = say(conversationId, 'hi');
    expect(answersIn(said)).toEqual([]);
    expect(only(deliveriesIn(said)).activity).toMatchObject({
      id: id(0), text: 'hi', from: { id: 'ann' }, recipient: { id: 'bot' }, serviceUrl: 'http://service/', channelId: 'directline',
      timestamp: '1970-01-01T00:16:40.0000000Z', conversation: { id: conversationId },
    });
    expect(only(framesIn(said))).toMatchObject({ activities: [{ id: id(0), text: 'hi' }], watermark: '0' });
    expect(json(answerIn(botAnswers('d2')))).toEqual({ id: id(0) });
  });

  it('of an SDK bot that was asked to expectReplies brings the replies', () => {
    const { say, botAnswers, conversationId, id } = talk();
    say(conversationId, 'hi', { deliveryMode: 'expectReplies' });
    const outputs = botAnswers('d2', { status: 200, body: { activities: [{ type: 'message', text: 'hello', _channelId: 'x' }, 'rubbish'] } });
    const { activities } = only(framesIn(outputs));
    expect(activities).toEqual([expect.objectContaining({ id: id(1), text: 'hello', replyToId: id(0), channelId: 'directline' })]);
    expect(activities[0]).not.toHaveProperty('_channelId');
  });

  it('does not say what was not asked for', () => {
    const { say, botAnswers, conversationId } = talk();
    say(conversationId, 'hi');
    expect(framesIn(botAnswers('d2', { status: 200, body: { activities: [{ type: 'message' }] } }))).toEqual([]);
  });
});

describe('what a bot sends', () => {
  it('reaches clients as its own, unchanged but for what the service fills in', () => {
    const { botSays, conversationId, id } = talk();
    const entities = [{ type: 'streaminfo', streamType: 'final' }];
    const sent = { type: 'message', text: 'hi', entities, channelData: { a: 1 }, replyToId: 'r', recipient: { id: 'ann' }, serviceUrl: 'x' };
    expect(only(framesIn(botSays(conversationId, sent))).activities).toEqual([{
      type: 'message', text: 'hi', entities, channelData: { a: 1 }, replyToId: 'r', id: id(0), channelId: 'directline',
      conversation: { id: conversationId }, from: { id: 'bot', role: 'bot' }, timestamp: expect.any(String),
    }]);
  });

  it('is answered at once with the id that clients see', () => {
    const { outputsOf, conversationId } = talk();
    const outputs = outputsOf({ op: 'bot sends', conversationId, replyToId: 'a stranger' }, { type: 'typing' });
    const [activity] = only(framesIn(outputs)).activities;
    expect(json(answerIn(outputs))).toEqual({ id: activity?.id });
    expect(activity?.replyToId).toBe('a stranger');
  });

  it('as typing goes to open sockets only, may keep an id of its own, and uses up no serial', () => {
    const { botSays, history, conversationId, id } = talk();
    expect(only(framesIn(botSays(conversationId, { type: 'typing', id: 'chunk' }))).activities[0]?.id).toBe('chunk');
    expect(history(conversationId)).toEqual({ activities: [], watermark: '-' });
    expect(only(framesIn(botSays(conversationId, { type: 'message', id: 'mine' }))).activities[0]?.id).toBe(id(0));
  });

  it.each(['delay', 'trace', 'conversationUpdate', 'invokeResponse'])('as %s is answered and dropped', (type) => {
    const { outputsOf, history, conversationId } = talk();
    const outputs = outputsOf({ op: 'bot sends', conversationId, replyToId: undefined }, { type });
    expect(typesOf(outputs)).toEqual(['answer']);
    expect(json(answerIn(outputs))).toEqual({ id: expect.any(String) });
    expect(history(conversationId)).toMatchObject({ activities: [] });
  });

  it('to a conversation that is not there is a 404, and updates are a 405', () => {
    const { ask } = talk();
    expect(ask({ op: 'bot sends', conversationId: 'x', replyToId: undefined }, { type: 'message' }).status).toBe(404);
    expect(ask({ op: 'unsupported' }).status).toBe(405);
  });
});

describe("with echo: 'after the bot'", () => {
  it('the echo follows the answer, and a watermark between the two loses nothing', () => {
    const { say, botSays, botAnswers, history, conversationId } = talk({ echo: 'after the bot' });
    expect(framesIn(say(conversationId, 'question'))).toEqual([]);
    expect(only(framesIn(botSays(conversationId, { type: 'message', text: 'answer' }))).watermark).toBe('0');
    expect(textsIn(botAnswers('d2'))).toEqual(['question']);
    expect(history(conversationId, '0')).toMatchObject({ activities: [{ text: 'question' }], watermark: '1' });
  });

  it('a bot that times out holds it back no longer', () => {
    const { say, wait, conversationId } = talk({ echo: 'after the bot' });
    say(conversationId, 'question');
    expect(textsIn(wait(15_000))).toEqual(['question']);
  });
});

describe('the log', () => {
  it('is told what clients get of the bot, however it came, and nothing else', () => {
    const { botSays, botAnswers, outputsOf, say, said, conversationId, id } = talk();
    botSays(conversationId, { type: 'message', text: 'by function' });
    outputsOf({ op: 'bot sends', conversationId, replyToId: 'x' }, { type: 'message', text: 'by connector' });
    botSays(conversationId, { type: 'trace', text: 'for the channel' });
    say(conversationId, 'hi', { deliveryMode: 'expectReplies' });
    botAnswers('d2', { status: 200, body: { activities: [{ type: 'message', text: 'in its answer' }] } });
    expect(said.map((activity) => [activity.id, activity.text, activity.replyToId])).toEqual([
      [id(0), 'by function', undefined], [id(1), 'by connector', 'x'], [id(3), 'in its answer', id(2)],
    ]);
  });
});
