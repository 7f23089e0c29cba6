import { asDirectLineError } from '../../src/errors.js';
import type { Activity } from '../../src/protocol/types.js';
import { LOOK_AFTER_MS } from '../../src/send/echo.js';
import { illegal } from '../support/statuses.js';
import type { Heard, Post } from './host.js';
import type { Day } from './run.js';
import { IN_TOKENS, SECRET } from './wire.js';

/** A day that is over, with errors that nobody took. */
export interface Over extends Day {
  readonly unhandled: readonly unknown[];
}

type Invariant = (day: Over) => readonly string[];

/** Whether an activity is one that the service keeps. */
const isRecorded = ({ type }: Activity): boolean => type !== 'typing' && type !== 'conversationUpdate';

/** A serial, in whichever version it was read. */
const serialOf = (id: string | undefined): number => Number(id?.split('|')[1] ?? NaN);
const conversationOf = (id: string | undefined): string => id?.split('|')[0] ?? '';
const keyOf = (id: string | undefined): string => `${conversationOf(id)}|${serialOf(id)}`;

/** What was heard, by the life of the memory that tells repeats apart: the five lines promise nothing across two subscriptions. */
const livesOf = (heard: readonly Heard[]): readonly (readonly Heard[])[] =>
  [...new Set(heard.map(({ life }) => life))].map((life) => heard.filter((each) => each.life === life));

const recordedOnly = (heard: readonly Heard[]): readonly Activity[] => heard.map(({ activity }) => activity).filter(isRecorded);

/** Promise 1, the second half: nobody hears anything twice, or in another order than the service's. */
const onceAndInOrder: Invariant = ({ host, service, setting }) => {
  // Where a lost conversation is begun again with its own token, its ids begin again too.
  if (setting.credential !== 'secret' && service.forgotten.length > 0) return [];
  const conversations = [...service.world.conversations.values(), ...service.forgotten];
  const positions = new Map(conversations.flatMap(({ record }) => record.map(({ activity, position }) => [keyOf(activity.id), position])));
  const positionOf = (id: string | undefined): number => positions.get(keyOf(id)) ?? NaN;
  return host.listeners.flatMap(({ name, heard }) => livesOf(heard).map((life) => ({ name, heard: life }))).flatMap(({ name, heard }) =>
    recordedOnly(heard).flatMap(({ id }, index, all) => {
      const before = all[index - 1]?.id;
      // What the service has dropped again has no place any more.
      if (index === 0 || conversationOf(before) !== conversationOf(id) || !(positionOf(before) >= positionOf(id))) return [];
      const twice = all.slice(0, index).some(other => other.id === id);
      return [`${name} heard ${id} ${twice ? 'twice' : `after ${before}`}`];
    }),
  );
};

/** Promise 1, the first half: what the service keeps of the conversation, somebody was told. */
const nothingLost: Invariant = ({ host, service, setting, main }) => {
  const conversationId = host.app.conversationId() ?? '';
  const conversation = service.world.conversations.get(conversationId);
  const status = host.status;
  if (!conversation || status === undefined || !main.here) return [];
  const ended = status.state === 'ended';
  if (ended && status.reason !== 'endOfConversation') return [];
  if (!ended && status.state !== 'online') return [];
  const all = host.listeners.flatMap(({ heard }) => heard);
  // A new life begins at the beginning, so the last one has to have heard everything.
  const lastLife = Math.max(...all.map(({ life }) => life));
  const told = new Set(recordedOnly(all.filter(({ life }) => life === lastLife)).map(({ id }) => keyOf(id)));
  // The client leaves with the end that it was told of; what comes later it need not hear.
  const ends = new Set(main.heard.filter(({ activity }) => activity.type === 'endOfConversation').map(({ activity }) => keyOf(activity.id)));
  const lastEnd = Math.max(...conversation.record.filter(({ activity }) => ends.has(keyOf(activity.id))).map(({ position }) => position));
  return conversation.record
    .filter(({ activity }) => setting.version === '3.0' || activity.type === 'message')
    .filter(({ position }) => !ended || position <= lastEnd)
    .filter(({ activity }) => !told.has(keyOf(activity.id)))
    .map(({ activity }) => `${activity.id} (${activity.type} ${activity.text ?? ''}) was told to nobody`);
};

const clientActivityIdOf = ({ channelData }: Activity): unknown =>
  typeof channelData === 'object' && channelData !== null && 'clientActivityID' in channelData ? channelData.clientActivityID : undefined;

const outcomeOf = ({ end }: Post): string => {
  if (end === undefined) return 'none';
  if (end === 'completed') return 'accepted';
  const error = asDirectLineError(end.error);
  return 'outcome' in error && error.outcome !== undefined ? error.outcome : 'unknown';
};

/** Each post has one outcome, the bot got it once at most, and what was called accepted is there. */
const postsAreTrue: Invariant = ({ host, service, bot, setting }) => {
  const recorded = [...service.world.conversations.values(), ...service.forgotten].flatMap(({ record }) => record.map(({ activity }) => activity));
  return host.posts.flatMap(post => {
    const { clientActivityId } = post;
    // The part `postActivity` looks for no echo, so where the answer has no id (1.1), it has none.
    const ids = setting.client === 'five lines' ? post.ids.filter((id) => id !== '') : post.ids;
    const said = (words: string): string => `${clientActivityId} (${outcomeOf(post)}): ${words}`;
    const theirs = recorded.filter(activity => clientActivityIdOf(activity) === clientActivityId);
    const got = bot.got.filter(activity => clientActivityIdOf(activity) === clientActivityId).length;
    return [
      ...(outcomeOf(post) === 'none' ? [said('no outcome')] : []),
      ...(ids.length > 1 || (post.ids.length === 0 && post.end === 'completed') ? [said(`${ids.length} ids`)] : []),
      ...(got > 1 ? [said(`the bot got it ${got} times`)] : []),
      ...(theirs.length > 1 ? [said(`history has it ${theirs.length} times`)] : []),
      // What a service drops again after its bot's refusal was there when its echo came.
      ...(setting.service.uncertain?.rejectedActivity === 'kept' && ids.some(id => !theirs.some(activity => keyOf(activity.id) === keyOf(id))) ? [said('not in history by that id')] : []),
      ...(outcomeOf(post) === 'rejected' && theirs.length > 0 ? [said('in history all the same')] : []),
    ];
  });
};

const statusesFollow: Invariant = ({ host }) => illegal(host.statuses);

/** In fair weather, with somebody there: online, or ended for a reason that happened. */
const lastWordIsTrue: Invariant = ({ host, main, clock, setting, service }) => {
  const [before, last] = [host.statuses.at(-2)?.[1], host.status];
  // Each token that comes ends `needsToken`: a day may end in the middle of the attempt with it.
  const status = last?.state === 'connecting' && before?.state === 'needsToken' ? before : last;
  if (status === undefined) return ['no status'];
  if (status.state === 'ended') return main.completed ? [] : [`ended (${status.reason}), and ${main.name} was not told`];
  // A service that closes streams as their tokens expire has no fair weather: it is a moment between two streams.
  const leftMs = host.statuses.filter((_, index) => host.statuses[index - 1]?.[1].state === 'online').at(-1)?.[0] ?? 0;
  if (setting.service.uncertain?.expiryClosesStreams && status.state === 'connecting' && clock.now() - leftMs < 5_000) return [];
  // The app was asked for a token of this conversation, which is gone, and `onGone` is not to start another.
  // The parts never start another conversation: `onGone: 'restart'` is an option of the client.
  const restarts = setting.onGone === 'restart' && setting.client === 'createDirectLine';
  if (status.state === 'needsToken' && status.reason === 'otherConversation' && !restarts && service.forgotten.length > 0) return [];
  // The token part keeps the error of its `renew` to itself, so that of a conversation that is gone the status is `needsToken`.
  const isGone = !service.world.conversations.has(host.app.conversationId() ?? '');
  if (status.state === 'needsToken' && setting.client === 'five lines' && isGone && service.forgotten.length > 0) return [];
  if (status.state !== 'online') return [`in fair weather the status is ${status.state}${'error' in status ? ` (${status.error.message})` : ''}`];
  const open = host.network.seen.sockets.some(({ openedAtMs, endedAtMs }) => openedAtMs !== undefined && endedAtMs === undefined);
  const lastSign = clock.now() - (host.network.seen.signs.at(-1) ?? -Infinity);
  if (status.transport === 'websocket' && !open) return ['online, and no socket is open'];
  return lastSign > PROVED_MS ? [`online, and nothing was heard for ${lastSign} ms`] : [];
};

/** Promise 2: `online` is heard of, or has proved its life, in the last 45 s. */
const PROVED_MS = 45_000;

const onlineIsProved: Invariant = ({ host, clock }) => {
  const { signs } = host.network.seen;
  // A host that sleeps cannot say so; what it says when it wakes up is looked at.
  const slept = clock.slept().map(({ atMs, forMs }) => ({ fromMs: atMs, untilMs: atMs + forMs }));
  return host.statuses.flatMap(([fromMs, { state }], index) => {
    if (state !== 'online') return [];
    const untilMs = host.statuses[index + 1]?.[0] ?? clock.now();
    const heard = [fromMs, ...signs.filter(atMs => atMs > fromMs && atMs < untilMs), untilMs];
    return heard.flatMap((atMs, at) => {
      const before = heard[at - 1];
      if (before === undefined) return [];
      const asleepMs = slept.reduce((sum, each) => sum + Math.max(0, Math.min(atMs, each.untilMs) - Math.max(before, each.fromMs)), 0);
      return atMs - before - asleepMs > PROVED_MS ? [`online from ${fromMs} to ${untilMs}, and nothing was heard from ${before} to ${atMs}`] : [];
    });
  });
};

const oneSocket: Invariant = ({ host }) =>
  host.network.seen.sockets.flatMap(({ atMs }, index, all) => {
    const open = all.slice(0, index).filter(other => (other.endedAtMs ?? Infinity) > atMs).length;
    return open > 0 ? [`${open + 1} sockets at ${atMs}`] : [];
  });

/** What the policy allows a minute, with all that a storm does to it, and for each post that tries by itself; polling is counted apart. */
const CALLS = 70;
const CALLS_A_POST = 8;
const QUESTIONS = 140;
/** A post in doubt looks for its echo in history so often, and each look reads all pages. */
const LOOKS_A_POST = LOOK_AFTER_MS.length;
/** Where a page holds an activity or two, history alone is many questions. */
const SMALL_PAGES = 500;

/** The most of ascending times that lie within a minute. */
const most = (times: readonly number[]): number => {
  // Mutable: where the minute begins that ends with a time.
  let from = 0;
  return times.reduce((max, atMs, index) => {
    while ((times[from] ?? atMs) <= atMs - 60_000) from += 1;
    return Math.max(max, index - from + 1);
  }, 0);
};

const withinRate: Invariant = ({ host, service, setting }) => {
  const isQuestion = (path: string): boolean => /\/(activities|messages)$/.test(path);
  const { requests, sockets } = host.network.seen;
  const { pageSize = 100 } = setting.service;
  const recorded = Math.max(0, ...[...service.world.conversations.values()].map(({ record }) => record.length));
  const looks = host.posts.length * LOOKS_A_POST * (1 + Math.floor(recorded / pageSize));
  const calls = most(requests.filter(({ path }) => !isQuestion(path)).map(({ atMs }) => atMs));
  const opened = most(sockets.map(({ atMs }) => atMs));
  const questions = most(requests.filter(({ method, path }) => method === 'GET' && isQuestion(path)).map(({ atMs }) => atMs));
  return [
    ...(calls > CALLS + host.posts.length * CALLS_A_POST ? [`${calls} calls in a minute`] : []),
    ...(opened > CALLS ? [`${opened} sockets in a minute`] : []),
    ...(questions > (pageSize < 100 ? SMALL_PAGES : QUESTIONS) + looks ? [`${questions} questions in a minute`] : []),
  ];
};

/** Here is no other client: who is in the way is always our own ghost, and goes by itself. */
const ghostsAreOurs: Invariant = ({ host, clock }) =>
  // In this world the service sleeps as well, and with it the ghost.
  clock.slept().length > 0 ? [] : host.statuses.flatMap(([atMs, status]) => {
    const says = (status.state === 'online' && status.pollingReason === 'otherClient') || (status.state === 'failed' && status.error.name === 'DirectLineCollisionError');
    return says ? [`at ${atMs} another client is said to have the stream`] : [];
  });

/** One conversation is started, and another only where that one is gone. */
const oneConversation: Invariant = ({ host, service }) => {
  const starts = host.network.seen.requests.filter(({ method, path, status }) => method === 'POST' && path.endsWith('/conversations') && status === 201);
  const allowed = 1 + service.forgotten.length + (service.forgotten.length > 0 ? 1 : 0);
  return starts.length > allowed ? [`${starts.length} conversations were started`] : [];
};

/** Promise 3: no stream where nobody has listened for longer than it lingers. */
const noStreamForNobody: Invariant = ({ host, setting, clock }) => {
  const stays = host.listeners.flatMap(each => each.stays).map(({ fromMs, untilMs = clock.now() }) => ({ fromMs, untilMs })).sort((one, other) => one.fromMs - other.fromMs);
  // A clock that jumps makes a wait of any length.
  if (clock.slept().length > 0) return [];
  // Mutable: until when somebody was there, of those who came so far.
  let untilMs = 0;
  return stays.flatMap(stay => {
    // A `share()` of the parts does not linger.
    const aloneMs = untilMs + (setting.client === 'five lines' ? 0 : setting.lingerMs) + 1;
    const alone = stay.fromMs > aloneMs && untilMs > 0;
    const open = alone ? host.network.seen.sockets.filter(({ atMs, endedAtMs = Infinity }) => atMs <= aloneMs && endedAtMs > aloneMs) : [];
    untilMs = Math.max(untilMs, stay.untilMs);
    return open.map(({ atMs }) => `the socket of ${atMs} is open at ${aloneMs}, and nobody listens`);
  });
};

const noSecrets: Invariant = ({ host }) => {
  const told = JSON.stringify([host.traced, host.statuses, host.listeners.map(({ errors }) => errors), host.posts], (_, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value);
  return [SECRET, ...IN_TOKENS].filter(word => told.includes(word)).map(word => `${word} was told`);
};

const nothingUnhandled: Invariant = ({ unhandled }) => unhandled.map(error => `nobody took the error ${String(error)}`);

const noDefects: Invariant = ({ service }) => service.defects.map(error => `the service has failed: ${String(error)}`);

const all: readonly Invariant[] = [
  onceAndInOrder, nothingLost, postsAreTrue, statusesFollow, lastWordIsTrue, onlineIsProved, oneSocket, withinRate, ghostsAreOurs, oneConversation,
  noStreamForNobody, noSecrets, nothingUnhandled, noDefects,
];

/** The promises that a day has broken, each in a sentence. */
export const broken = (day: Over): readonly string[] => all.flatMap(invariant => invariant(day));

/** Promise 3: after the end nothing is left. */
export const brokenAfterEnd = ({ host, main, clock }: Day): readonly string[] => {
  const { requests, sockets } = host.network.seen;
  const left = (what: string, count: number): readonly string[] => (count > 0 ? [`after the end, ${count} ${what}`] : []);
  return [
    ...left('requests are open', requests.filter(({ leftAtMs }) => leftAtMs === undefined).length),
    ...left('sockets are open', sockets.filter(({ endedAtMs }) => endedAtMs === undefined).length),
    ...left('timers are left', clock.timers()),
    ...(host.status?.state === 'ended' ? [] : ['after the end, the status is not ended']),
    ...(main.completed || !main.here ? [] : ['after the end, activity$ goes on']),
  ];
};
