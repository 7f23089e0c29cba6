import { asyncScheduler, config, timer } from 'rxjs';
import { MoodyBot } from './bot.js';
import { inVirtualTime, type Clock } from '../support/clock.js';
import { Host } from './host.js';
import { broken, brokenAfterEnd } from './invariants.js';
import { FAIR_MS, joinedHistory, opensLate, STORM_MS, type Event, type Schedule, type Setting } from './schedule.js';
import { Service } from './service.js';

/** What became of a run. */
export interface Outcome {
  /** The promises that were broken, each in a sentence. */
  readonly broken: readonly string[];
  /** What happened, in the order of time: for pictures. */
  readonly story: readonly { readonly atMs: number; readonly words: string }[];
}

/** Runs one bad day, and tells which promises were broken. */
export const run = ({ setting, events }: Schedule): Outcome => {
  const unhandled: unknown[] = [];
  const handler = config.onUnhandledError;
  config.onUnhandledError = error => unhandled.push(error);
  const { stackTraceLimit } = Error;
  // The back-off of `keepTokenFresh` has no option for it, and a day has to be the same each time.
  const { random } = Math;
  let seed = setting.seed + 1;
  Math.random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  // Errors are made by the thousand, and their frames are dear.
  Error.stackTraceLimit = 0;
  try {
    return inVirtualTime(clock => {
      const bot = new MoodyBot();
      const service = new Service(setting.service, bot, opensLate(setting) ? 'opening' : 'reconnect');
      const history = joinedHistory(setting);
      const host = new Host(service, setting, 'user', history === undefined ? {} : { joined: service.begin(history) });
      const main = host.listener('main');
      host.come(main);
      const day = { clock, bot, service, host, main, setting };
      let sleptMs = 0;
      for (const { atMs, event } of events) {
        clock.pass(Math.max(0, atMs - (clock.now() - sleptMs)));
        if (event.kind === 'sleep') sleptMs += event.forMs;
        happen(day, event);
      }
      clock.pass(Math.max(0, STORM_MS - (clock.now() - sleptMs)));
      fair(day);
      clock.pass(FAIR_MS);
      const found = broken({ ...day, unhandled });
      host.app.end();
      service.stop();
      clock.pass(120_000);
      return { broken: [...found, ...brokenAfterEnd(day)], story: storyOf(host, main) };
    });
  } catch (error) {
    return { broken: [error instanceof Error ? error.message : String(error)], story: [] };
  } finally {
    config.onUnhandledError = handler;
    Error.stackTraceLimit = stackTraceLimit;
    Math.random = random;
  }
};

/** All that a run consists of. */
export interface Day {
  readonly clock: Clock;
  readonly setting: Setting;
  readonly bot: MoodyBot;
  readonly service: Service;
  readonly host: Host;
  readonly main: Host['listeners'][number];
}

const after = (ms: number, then: () => void): void => void timer(ms).subscribe(then);

const happen = (day: Day, event: Event): void => {
  const { service, host, bot, main, clock } = day;
  const { weather } = host.network;
  switch (event.kind) {
    case 'cut':
      service.fault({ kind: 'drop' });
      return host.network.breakAll();
    case 'ghost':
      return service.fault({ kind: 'ghost', ghostMs: event.forMs });
    case 'silence':
      return service.fault({ kind: 'silence', ms: event.forMs });
    case 'offline':
      weather.offline = true;
      service.fault({ kind: 'drop' });
      host.network.breakAll();
      return after(event.forMs, () => {
        weather.offline = false;
        host.wake();
      });
    case 'proxy refuses':
    case 'proxy swallows':
      weather.upgrades = event.kind === 'proxy refuses' ? 'refused' : 'swallowed';
      return after(event.forMs, () => (weather.upgrades = 'pass'));
    case 'streams do not last':
      weather.flaps = true;
      return after(event.forMs, () => (weather.flaps = false));
    case 'hole':
      weather.hole = true;
      weather.holeHeals = event.heals;
      return after(event.forMs, () => host.network.heal());
    case 'latency':
      return void (weather.latencyMs = event.toMs);
    case 'lose answers':
      return void (weather.answersToLose = event.count);
    case 'replay':
      return service.fault({ kind: 'replay', last: event.last });
    case 'errors': {
      const { status, count, retryAfterS } = event;
      return service.fault({ kind: 'respond', status, times: count, ...(retryAfterS !== undefined && { retryAfter: retryAfterS }) });
    }
    case 'expire':
      return service.fault({ kind: 'expire' });
    case 'forget':
      return service.forget();
    case 'token office closed':
    case 'token office open':
      return void (host.officeOpen = event.kind === 'token office open');
    case 'sleep':
      clock.sleep(event.forMs);
      return host.wake();
    case 'bot':
      return void (bot.mood = event.mood);
    case 'bot says':
      for (let count = 1; count <= event.count; count += 1) service.say({ type: 'message', text: `said at ${asyncScheduler.now()}, ${count}` });
      return;
    case 'bot ends':
      return service.say({ type: 'endOfConversation' });
    case 'post':
      for (let count = 0; count < event.count; count += 1) host.post();
      return;
    case 'leave':
      host.leave(main);
      return after(event.forMs, () => host.come(main));
    case 'second listener': {
      const second = host.listener(`listener ${host.listeners.length + 1}`);
      host.come(second);
      return after(event.forMs, () => host.leave(second));
    }
    case 'token listener':
      return host.listenToToken(event.forMs);
    case 'reconnect':
      return host.app.reconnect();
    case 'wake':
      return host.wake();
    case 'end':
      return host.app.end();
  }
};

/** All that was wrong is over; what only a person could mend is mended. */
const fair = ({ service, host, bot, main }: Day): void => {
  const { weather } = host.network;
  service.fault({ kind: 'clear' });
  Object.assign(weather, { offline: false, answersToLose: 0, upgrades: 'pass', flaps: false, latencyMs: Math.min(weather.latencyMs, 300) });
  host.network.heal();
  host.officeOpen = true;
  bot.mood = 'answers';
  host.come(main);
  // A token that ran out where nobody could renew it: the app brings another, of the conversation if it is there.
  for (const ms of [5_000, 20_000, 40_000, 60_000]) {
    after(ms, () => {
      const conversationId = host.app.conversationId();
      const known = conversationId !== undefined && service.world.conversations.has(conversationId);
      if (host.status?.state === 'needsToken') host.app.setToken(host.mintToken(known ? conversationId : undefined));
    });
  }
  // The last word of each side, so that there is something to lose until the end.
  after(50_000, () => service.say({ type: 'message', text: 'the last word' }));
};

const storyOf = (host: Host, main: Host['listeners'][number]): Outcome['story'] =>
  [
    ...host.statuses.map(([atMs, status]) => ({ atMs, words: 'error' in status ? `${status.state}: ${status.error.message}` : status.state })),
    ...main.heard.map(({ atMs, activity }) => ({ atMs, words: `heard ${activity.id?.split('|')[1] ?? activity.type}` })),
    ...host.posts.map(({ atMs, clientActivityId }) => ({ atMs, words: clientActivityId })),
  ].sort((one, other) => one.atMs - other.atMs);
