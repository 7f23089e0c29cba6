import { map, of, shareReplay } from 'rxjs';
import { directLine3, type Http } from '../../src/parts/index.js';
import type { StreamingProtocol } from '../../src/protocol/protocol.js';
import { builtIn, emulator } from './bots.js';
import { examples, notRegistered } from './conformance.js';
import { hereAt } from './here.js';
import { tableIn } from './markdown.js';
import { missing, nameOf, needNames, needs, type Need, type Target } from './target.js';
import { inThisProcess, onAgentsBot, onBotbuilder, onEmulator, onRealService } from './targets.js';

const all = [...onEmulator, ...inThisProcess, ...onAgentsBot, ...onBotbuilder, ...onRealService('https://service', 'secret')];

describe('the conformance suite', () => {
  it('has a name of its own for each spec', () => {
    expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
  });

  it('has no spec that no target runs', () => {
    const everywhere = all.map((target) => notRegistered(target).map(({ name }) => name));
    expect(examples.filter(({ name }) => everywhere.every((names) => names.includes(name))).map(({ name }) => name)).toEqual([]);
  });

  it('says in docs/conformance.md what a target may lack, and which specs are not for it then', () => {
    const lacking = (need: Need) => all.filter((target) => missing(target, [need]) !== undefined).map(nameOf).join('<br>');
    const needing = (need: Need) => examples.filter((one) => one.needs.includes(need)).map(({ name }) => name).join('<br>');
    const rows = needNames.map((need) => [needs[need], lacking(need), needing(need)]);
    expect(tableIn('conformance.md', /^## Specs that do not apply/)).toEqual(rows);
  });
});

/** A service that breaks one rule, as the client sees it. */
type Breaking = (right: StreamingProtocol) => Partial<StreamingProtocol>;

describe('a service that breaks a rule is found out', () => {
  let service: Awaited<ReturnType<typeof emulator>>;
  beforeAll(async () => void (service = await emulator()));
  afterAll(() => service.close());

  const broken = (breaking: Breaking): Target => ({
    service: () => Promise.resolve(service),
    protocol: (http: Http, baseUrl: string) => {
      const right = directLine3(http, baseUrl);
      return { ...right, ...breaking(right) };
    },
    transport: 'websocket',
    bot: builtIn,
  });

  it.each<[string, string, Breaking]>([
    ['all tokens are one', 'each token that is generated is for a conversation of its own',
      (right) => {
        const one$ = right.generateToken(service.secret).pipe(shareReplay(1));
        return { generateToken: () => one$ };
      }],
    ['a start is always new', 'a token starts its conversation once, and then goes on in it',
      (right) => ({ startConversation: (...by) => right.startConversation(...by).pipe(map((answer) => ({ ...answer, started: 'new' as const }))) })],
    ['a token makes tokens', 'a secret cannot be refreshed, nor a token make tokens',
      (right) => ({ generateToken: () => right.generateToken(service.secret) })],
    ['the id of a post is not that of its echo', 'a post is answered with its id, and comes back with that id, its channelData and its clientActivityID',
      (right) => ({ postActivity: (...post) => right.postActivity(...post).pipe(map(() => ({ id: 'c|9999999' }))) })],
    ['channelData is lost', 'a post is answered with its id, and comes back with that id, its channelData and its clientActivityID',
      (right) => ({ postActivity: (token, id, { channelData: _, ...activity }) => right.postActivity(token, id, activity) })],
    ['ids do not increase', 'ids are the conversation and digits, and increase in history',
      (right) => ({ getActivities: (...by) => right.getActivities(...by).pipe(map((set) => ({ ...set, activities: [...set.activities].reverse() }))) })],
    ['typing is kept', 'that the bot types is in no history',
      (right) => ({ getActivities: (...by) => right.getActivities(...by).pipe(map((set) => ({ ...set, activities: [...set.activities, { type: 'typing' }] }))) })],
    ['everything may read everything', 'a token does not open the conversation of another', () => ({ getActivities: () => of({ activities: [] }) })],
  ])('%s', async (_, name, breaking) => {
    const example = examples.find((one) => one.name === name);
    if (!example) throw new Error(`no spec is called '${name}'`);
    const run = async (target: Target): Promise<string> => {
      const here = hereAt(service, target);
      return example.run(here).then(() => 'passed', () => 'failed').finally(here.leave);
    };
    expect([await run(broken(() => ({}))), await run(broken(breaking))]).toEqual(['passed', 'failed']);
  });
});
