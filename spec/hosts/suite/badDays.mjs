import assert from 'node:assert/strict';
import { test } from 'node:test';

/** What becomes of it when something fails. @param {import('../support/stage.mjs').Stage} stage */
export const badDays = (stage) => {
  test('goes on when the connection is lost in the middle of an answer: nothing twice, nothing lost, nothing failed', async (t) => {
    const { chat } = await stage.greeted(t);
    const conversationId = await chat.conversationId();
    await chat.say('stream');
    await chat.bubble('A streamed').waitFor();
    assert.equal(stage.service.faults.drop({ conversationId }), 1);
    await stage.isAnswered(chat);
    await chat.says('Connected');
    await chat.say('and then?');
    await chat.shows('You said: and then?');
    await chat.allSent();
    await stage.isWhole(chat);
  });

  test('has another token when its own has expired, and nobody notices', async (t) => {
    const { chat } = await stage.greeted(t);
    const { length } = stage.site.asked$.value;
    stage.service.faults.expire();
    assert.equal(stage.service.faults.drop({ conversationId: await chat.conversationId() }), 1);
    await stage.asked(length + 1);
    await chat.says('Connected');
    await chat.say('are you there?');
    await chat.shows('You said: are you there?');
    assert.deepEqual(stage.site.asked$.value.slice(length), ['expired']);
    await chat.allSent();
    await stage.isWhole(chat);
  });

  test('says that it is offline, and is back by itself with all that was said meanwhile', async (t) => {
    const { context, chat } = await stage.greeted(t);
    const conversationId = await chat.conversationId();
    await context.setOffline(true);
    stage.service.faults.drop({ conversationId });
    await chat.says('Network interruption occurred. Reconnecting…');
    await stage.saysElsewhere(conversationId, 'from elsewhere');
    await context.setOffline(false);
    await chat.shows('You said: from elsewhere');
    await chat.says('Connected');
    await chat.say('back');
    await chat.shows('You said: back');
    assert.deepEqual(await chat.ownTexts(), ['from elsewhere', 'back']);
    await stage.isWhole(chat);
  });
};
