import { EMPTY } from 'rxjs';
import { conversationStorage, storedIn, type ConversationStorage, type SavedConversation } from '../../src/index.js';
import type { StorageLike } from '../../src/storedIn.js';
import { factsOf } from '../support/facts.js';
import { client, repeated, service } from '../support/live.js';

/** As `AsyncStorage` does it: everything by promises. */
const asyncStorage = (): StorageLike & { readonly texts: Map<string, string> } => {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: async (key) => texts.get(key) ?? null,
    setItem: async (key, text) => void texts.set(key, text),
    removeItem: async (key) => void texts.delete(key),
  };
};

const quiet = { bot: () => EMPTY };

/** Three functions of an app that answer with promises. */
const ownStorage = (): { readonly calls: readonly string[]; readonly storage: ConversationStorage } => {
  // Mutable: what the app stored.
  let saved: SavedConversation | undefined;
  const calls: string[] = [];
  const storage = conversationStorage({
    load: async () => (calls.push('load'), saved),
    save: async (next) => void (calls.push('save'), (saved = next)),
    clear: async () => void (calls.push('clear'), (saved = undefined)),
  });
  return { calls, storage };
};

describe('a storage of three functions with promises', () => {
  it.each(['websocket', 'polling'] as const)('is resumed over three pages, by %s: one conversation, each activity once', async (transport) => {
    const at = await service(quiet);
    const { calls, storage } = ownStorage();
    const heard: (readonly string[])[] = [];
    for (const text of ['one', 'two', 'three']) {
      const page = client(at, { transport, resume: storage });
      await page.say(text);
      await page.heard(text);
      heard.push(page.texts());
      page.line.end();
      await page.activities.ended('the page is closed');
    }
    expect([heard, at.requests(/^POST \/v3\/directline\/conversations$/).length, calls.filter((name) => name === 'load').length])
      .toEqual([[['one'], ['two'], ['three']], 1, 3]);
  });

  it('that rejects everything emits notices, leaves nothing unhandled, and the conversation goes on', async () => {
    const at = await service(quiet);
    const rejecting = async (): Promise<never> => {
      throw new Error('the database is down');
    };
    const page = client(at, { resume: conversationStorage({ load: rejecting, save: rejecting, clear: rejecting }) });
    const trace = factsOf(page.line.trace$);
    await page.say('one');
    await page.heard('one');
    expect(trace.all.flatMap((event) => (event.type === 'notice' ? [event.notice] : []))).toEqual(['storageFailed', 'storageFailed']);
  });
});

describe('a storage with promises', () => {
  it.each(['websocket', 'polling'] as const)('goes on over three pages, by %s: one conversation, each activity once', async (transport) => {
    const at = await service(quiet);
    const storage = asyncStorage();
    const heard: (readonly string[])[] = [];
    for (const text of ['one', 'two', 'three']) {
      const page = client(at, { transport, resume: storedIn(storage, { withToken: true }) });
      await page.say(text);
      await page.heard(text);
      heard.push(page.texts());
      expect(repeated(page)).toEqual([]);
      page.line.end();
      await page.activities.ended('the page is closed');
    }
    expect([heard, at.requests(/^POST \/v3\/directline\/conversations$/).length]).toEqual([[['one'], ['two'], ['three']], 1]);
  });

  it('that rejects everything is a notice and no more: nothing is unhandled, and the conversation goes on', async () => {
    const at = await service(quiet);
    const rejecting = async (): Promise<never> => {
      throw new Error('the disk is full');
    };
    const page = client(at, { resume: storedIn({ getItem: rejecting, setItem: rejecting, removeItem: rejecting }) });
    const trace = factsOf(page.line.trace$);
    await page.say('one');
    await page.say('two');
    await page.heard('two');
    expect(trace.all.flatMap((event) => (event.type === 'notice' ? [event.notice] : []))).toEqual(['storageFailed', 'storageFailed']);
  });

  it('is emptied when the service does not know the conversation any more', async () => {
    const at = await service(quiet);
    const storage = asyncStorage();
    storage.texts.set('rx-directline', JSON.stringify({ baseUrl: at.url, userId: 'ann', conversationId: 'nobody-knows' }));
    const page = client(at, { resume: storedIn(storage) });
    await page.statuses.ended('the conversation is gone');
    expect([page.status(), storage.texts.size]).toEqual([{ state: 'ended', reason: 'gone' }, 0]);
  });
});
