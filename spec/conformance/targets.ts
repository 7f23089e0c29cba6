import { directLine1 } from '../../src/index.js';
import { directLine3 } from '../../src/parts/index.js';
import { agents, botbuilder, builtIn, builtInInMemory, emulator, emulatorWithAgentsBot, emulatorWithBotbuilder, inMemory, unknown } from './bots.js';
import type { EmulatorOptions } from '../../src/emulator/index.js';
import type { Target } from './target.js';

/** The emulator with its own bot: each version, by each transport. */
export const onEmulator: readonly Target[] = [
  ...(['websocket', 'polling', 'auto'] as const).map((transport) => ({ service: () => emulator(), protocol: directLine3, transport, bot: builtIn })),
  { service: () => emulator(), protocol: directLine1, transport: 'polling', bot: builtIn },
];

const otherwise: EmulatorOptions = {
  pageSize: 2,
  uncertain: {
    collision: 'older', watermark: 'next', afterEnd: 'refused', streamUrl: 'http', streamHistory: 'left out', wrongSecretStatus: 401, otherConversationStatus: 404,
    unknownConversationStatus: 400, refreshSecretStatus: 500, cors: '*', rejectedActivity: 'dropped', expiryClosesStreams: true, refreshEndsToken: true, memberCalls: 'refused',
  },
};

const reading = 'all read the other way';
const gone = { 'a conversation that never was is gone': 'a 400 does not say so (10)' };
const over = { 'a conversation that was ended still takes posts, of who goes on': 'here it does not (4)' };

/** The emulator again, with the other value of whatever nobody knows for sure. */
export const onOtherReadings: readonly Target[] = [
  ...(['websocket', 'polling'] as const).map((transport) => ({
    service: () => emulator(otherwise), protocol: directLine3, transport, bot: builtIn, reading, except: { ...gone, ...over },
  })),
  {
    service: () => emulator({ ...otherwise, relativeUrls: true, uncertain: { ...otherwise.uncertain, renewVerb: 'POST', botErrorStatus: 502 } }),
    protocol: directLine1, transport: 'polling', bot: builtIn, reading, except: gone,
  },
];

/** The service without a port. */
export const inThisProcess: readonly Target[] = ([[directLine3, 'websocket'], [directLine3, 'polling'], [directLine1, 'polling']] as const).map(
  ([protocol, transport]) => ({ service: inMemory, protocol, transport, bot: builtInInMemory }),
);

/** The emulator with a real bot. */
export const onAgentsBot: readonly Target[] = (['websocket', 'polling'] as const).map((transport) => ({
  service: emulatorWithAgentsBot, protocol: directLine3, transport, bot: agents,
}));

/** The emulator with a bot of the SDK before. */
export const onBotbuilder: readonly Target[] = [{ service: emulatorWithBotbuilder, protocol: directLine3, transport: 'websocket', bot: botbuilder }];

/** The real service, which is asked a few things at a time. */
export const onRealService = (url: string, secret: string, botName?: string): readonly Target[] =>
  ([[directLine3, 'websocket'], [directLine3, 'polling'], [directLine1, 'polling']] as const).map(([protocol, transport]) => ({
    service: () => Promise.resolve({ url, secret }), protocol, transport, bot: botName === 'agents' ? agents : unknown, atOnce: 3,
  }));
