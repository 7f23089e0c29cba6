import { delay, EMPTY, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import type { ConversationStorageOptions, StoredAnswer } from '../../src/conversationStorage.js';
import { conversationStorage, type SavedConversation } from '../../src/index.js';
import { SECRET, SECRETS } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

/** A storage of an app: it answers as `answers` says, and notes the names of the functions that are called. */
class OwnStorage implements Pick<ConversationStorageOptions, 'load' | 'save' | 'clear'> {
  readonly calls: string[] = [];
  /** Mutable: what the app stored. */
  saved: SavedConversation | undefined;

  constructor(private readonly answers: <T>(value: T) => T | Observable<T>) {}

  load(): StoredAnswer {
    this.calls.push('load');
    return this.answers(this.saved);
  }

  save(saved: SavedConversation): unknown {
    this.calls.push('save');
    this.saved = saved;
    return this.answers(undefined);
  }

  clear(): unknown {
    this.calls.push('clear');
    this.saved = undefined;
    return this.answers(undefined);
  }
}

/** The functions of an app's storage alone: `conversationStorage` refuses other fields. */
const functionsOf = (storage: OwnStorage): ConversationStorageOptions => ({
  load: () => storage.load(),
  save: saved => storage.save(saved),
  clear: () => storage.clear(),
});

const online = ({ client, listen, pass }: World, storage: OwnStorage | ConversationStorageOptions, options: object = {}) => {
  const resume = conversationStorage(storage instanceof OwnStorage ? functionsOf(storage) : storage);
  const line = client({ secret: SECRET, user: 'ann', resume, ...options });
  const activities = listen(line.activity$);
  pass(400);
  return { line, activities };
};

const owner = { baseUrl: 'https://service', userId: 'ann' };
const unused = (): undefined => undefined;

describe('a storage of three functions', () => {
  it.each<readonly [string, <T>(value: T) => T | Observable<T>]>([
    ['at once', value => value],
    ['with an observable', value => of(value)],
    ['with an observable after 30 ms', value => of(value).pipe(delay(30))],
  ])('that answers %s is loaded, saved and cleared by the clients that follow each other', (_, answers) => inWorld(world => {
    const { service, pass } = world;
    const storage = new OwnStorage(answers);
    const first = online(world, storage);
    expect(storage.saved).toEqual({ conversationId: 'c1', ...owner });
    service.says('one');
    pass(100);
    expect(storage.saved).toEqual({ conversationId: 'c1', watermark: '0', ...owner });
    first.line.end();
    service.says('two');
    const second = online(world, storage);
    expect([texts(second.activities), service.opCount('start'), storage.saved]).toEqual([['two'], 1, { conversationId: 'c1', watermark: '1', ...owner }]);
    service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    pass(600);
    expect([storage.saved, storage.calls.filter(name => name !== 'save')]).toEqual([undefined, ['load', 'load', 'clear']]);
  })());

  it('resumes the JSON text of what was saved', inWorld(world => {
    const id = world.service.conversation('one', 'two');
    const load = () => JSON.stringify({ conversationId: id, watermark: '0', ...owner });
    const { activities } = online(world, { load, save: unused, clear: unused });
    expect(texts(activities)).toEqual(['two']);
  }));

  it('saves and resumes the token with withToken', inWorld(world => {
    const storage = new OwnStorage(value => value);
    const withToken = { ...functionsOf(storage), withToken: true };
    online(world, withToken);
    expect(storage.saved).toMatchObject({ conversationId: 'c1', token: expect.stringContaining(SECRETS.token) });
    const line = world.client({ token: () => EMPTY, user: 'ann', resume: conversationStorage(withToken) });
    expect(world.listen(line.token$).values).toMatchObject([{ conversationId: 'c1' }]);
  }));

  it('without withToken never uses a token that is in it, and replaces it', inWorld(world => {
    const { service } = world;
    const id = service.conversation('hello');
    const [planted, token] = [service.token(id, 'mallory'), service.token(id, 'ann')];
    const storage = new OwnStorage(value => value);
    storage.saved = { conversationId: id, token: planted, ...owner };
    const { line, activities } = online(world, storage, { secret: undefined, token: () => of(token) });
    expect([texts(activities), line.notices(), storage.saved]).toEqual([['hello'], [], { conversationId: id, watermark: '0', ...owner }]);
    expect(service.requests.filter(({ credential }) => credential === planted)).toEqual([]);
  }));

  it('with withWatermark false never uses a watermark that is in it', inWorld(world => {
    const id = world.service.conversation('one', 'two');
    const load = () => ({ conversationId: id, watermark: '0', ...owner });
    const { activities } = online(world, { load, save: unused, clear: unused, withWatermark: false });
    expect(texts(activities)).toEqual(['one', 'two']);
  }));

  it('may be an object of a class: its functions are called as methods', inWorld(world => {
    class Memory {
      #saved: SavedConversation | undefined;
      load(): SavedConversation | undefined {
        return this.#saved;
      }
      save(saved: SavedConversation): void {
        this.#saved = saved;
      }
      clear(): void {
        this.#saved = undefined;
      }
    }
    const memory = new Memory();
    const pages = [online(world, memory), online(world, memory)];
    expect([pages.map(({ line }) => line.checkpoint()), world.service.opCount('start')]).toEqual([[{ conversationId: 'c1' }, { conversationId: 'c1' }], 1]);
  }));

  it('is loaded once for a client, and saved after each change only', inWorld(world => {
    const storage = new OwnStorage(value => value);
    const { line, activities } = online(world, storage);
    activities.leave();
    world.pass(2_000);
    activities.come();
    world.listen(line.token$);
    world.pass(10_000);
    expect(storage.calls).toEqual(['load', 'save']);
  }));
});

describe('load() of a storage', () => {
  const failing: readonly (readonly [string, () => StoredAnswer])[] = [
    ['throws', () => { throw new Error('no access'); }],
    ['errors', () => throwError(() => new Error('no access'))],
    ['never answers', () => NEVER],
    ['answers after more than 5 s', () => timer(5_001).pipe(() => of({ conversationId: 'late', ...owner }).pipe(delay(5_001)))],
  ];
  it.each(failing)('%s: the client emits one notice within 5 s and starts a conversation, which it saves', (_, load) => inWorld(world => {
    const saved: SavedConversation[] = [];
    const { line, activities } = online(world, { load, save: each => void saved.push(each), clear: unused });
    world.pass(6_000);
    world.service.says('hello');
    expect([texts(activities), line.notices(), world.service.opCount('start')]).toEqual([['hello'], ['storageFailed'], 1]);
    expect(saved).toEqual([{ conversationId: 'c1', ...owner }, { conversationId: 'c1', watermark: '0', ...owner }]);
  })());

  it.each<readonly [string, StoredAnswer]>([['undefined', undefined], ['null', null], ['nothing, and completes', EMPTY]])(
    'returns %s: the client starts a conversation and emits no notice',
    (_, answer) => inWorld(world => {
      const { line } = online(world, { load: () => answer, save: unused, clear: unused });
      expect([line.story().at(-1)?.split(' ')[0], line.notices(), world.service.opCount('start')]).toEqual(['online', [], 1]);
    })(),
  );

  it.each(['conversationId', 'watermark', 'token', 'baseUrl', 'userId'])('returns a malformed %s: a notice names the field, and the client starts a conversation', name => inWorld(world => {
    const id = world.service.conversation('not this one');
    const saved = { conversationId: id, watermark: '0', ...owner, [name]: 7 };
    const { line } = online(world, Object.assign(new OwnStorage(value => value), { saved }));
    const messages = line.traced.flatMap(event => (event.type === 'notice' ? [event.message] : []));
    expect([messages, line.checkpoint()]).toEqual([
      [`the client does not resume what is in the storage: its ${name} is not a non-empty string`],
      { conversationId: 'c2' },
    ]);
  })());
});
